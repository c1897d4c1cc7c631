package dev.faultline.report;

import java.io.ByteArrayOutputStream;

/**
 * One column as bytes: unsigned numbers in groups of seven bits, lowest first, the eighth bit set
 * where more follow (LEB128); signed numbers interleaved first (0, −1, 1, −2 …), so that small ones
 * stay short.
 */
final class ColumnBytes {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  void unsigned(long number) {
    long rest = number;
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) (rest & 0x7f | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
  }

  void signed(long number) {
    unsigned(number << 1 ^ number >> 63);
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }
}
