# SPDX-License-Identifier: GPL-3.0-or-later
"""A log-log plot as SVG, with the line that fits best and its exponent."""

import math
from html import escape

WIDTH, HEIGHT, LEFT, BOTTOM, TOP, RIGHT = 560, 340, 70, 46, 34, 16


def exponent(points):
    """Of the power law that fits best by least squares of the logarithms."""
    xs, ys = [math.log(x) for x, _ in points], [math.log(y) for _, y in points]
    mean_x, mean_y = sum(xs) / len(xs), sum(ys) / len(ys)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in zip(xs, ys)) / sum((x - mean_x) ** 2 for x in xs)
    return slope, mean_y - slope * mean_x


def svg(title, across, up, points):
    slope, offset = exponent(points)
    low_x, high_x = math.floor(math.log10(points[0][0])), math.ceil(math.log10(points[-1][0]))
    ys = [math.log10(y) for _, y in points]
    low_y, high_y = math.floor(min(ys)), math.ceil(max(ys))
    high_y += high_y == low_y
    def place(x, y):
        return (LEFT + (math.log10(x) - low_x) / (high_x - low_x) * (WIDTH - LEFT - RIGHT),
                HEIGHT - BOTTOM - (math.log10(y) - low_y) / (high_y - low_y) * (HEIGHT - BOTTOM - TOP))
    out = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
           f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
           f'<text x="{LEFT}" y="20" font-size="14">{escape(title)}: exponent {slope:.2f}</text>']
    for power in range(low_x, high_x + 1):
        x, _ = place(10.0 ** power, 10.0 ** low_y)
        out.append(f'<line x1="{x:.1f}" y1="{TOP}" x2="{x:.1f}" y2="{HEIGHT - BOTTOM}" stroke="#ddd"/>'
                   f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 16}" text-anchor="middle">10<tspan dy="-4" font-size="9">{power}</tspan></text>')
    for power in range(low_y, high_y + 1):
        _, y = place(10.0 ** low_x, 10.0 ** power)
        out.append(f'<line x1="{LEFT}" y1="{y:.1f}" x2="{WIDTH - RIGHT}" y2="{y:.1f}" stroke="#ddd"/>'
                   f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">10<tspan dy="-4" font-size="9">{power}</tspan></text>')
    out.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 8}" text-anchor="middle">{escape(across)}</text>'
               f'<text x="16" y="{HEIGHT / 2}" text-anchor="middle" transform="rotate(-90 16 {HEIGHT / 2})">{escape(up)}</text>')
    fitted = [place(x, math.exp(offset + slope * math.log(x))) for x in (points[0][0], points[-1][0])]
    out.append('<polyline fill="none" stroke="#9bb8d9" stroke-width="2" points="' + " ".join(f"{x:.1f},{y:.1f}" for x, y in fitted) + '"/>')
    for x, y in points:
        at = place(x, y)
        out.append(f'<circle cx="{at[0]:.1f}" cy="{at[1]:.1f}" r="4" fill="#1f5fa8"/>')
    return "\n".join([*out, "</svg>"]) + "\n"
