"""Whether 32 bytes are an Ed25519 public key that can be trusted: canonically encoded, on the curve, not of small order.

It owns the curve's arithmetic as far as that question needs it. It must not verify signatures.
"""

PRIME = 2**255 - 19
D = -121665 * pow(121666, -1, PRIME) % PRIME


def is_acceptable(key):
    if len(key) != 32:
        return False
    number = int.from_bytes(key, "little")
    sign, y = number >> 255, number & ((1 << 255) - 1)
    if y >= PRIME:
        return False
    x = _x(y, sign)
    if x is None:
        return False
    point = (x, y)
    for _ in range(3):
        point = _double(point)
    return point != (0, 1)


def _x(y, sign):
    """The x of that sign with -x^2 + y^2 = 1 + d x^2 y^2, or None."""
    square = (y * y - 1) * pow(D * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if x * x % PRIME != square:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    if x * x % PRIME != square or (x == 0 and sign == 1):
        return None
    return PRIME - x if x & 1 != sign else x


def _double(point):
    x, y = point
    product = D * x * x * y * y % PRIME
    return (
        2 * x * y * pow(1 + product, -1, PRIME) % PRIME,
        (y * y + x * x) * pow(1 - product, -1, PRIME) % PRIME,
    )
