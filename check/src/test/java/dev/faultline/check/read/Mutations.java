package dev.faultline.check.read;

import java.util.Arrays;
import java.util.Random;

/** Damage to files. */
final class Mutations {

  private static final byte[] SPECIAL =
      "{}[]()\"\\;:#_,\n\r\t 0-".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

  private Mutations() {}

  /** Some bytes dropped, changed or doubled. */
  static byte[] of(byte[] bytes, Random random, int times) {
    byte[] damaged = bytes;
    for (int i = 0; i < times && damaged.length > 0; i++) {
      int at = random.nextInt(damaged.length);
      damaged =
          switch (random.nextInt(4)) {
            case 0 -> spliced(damaged, at, at + 1, new byte[0]);
            case 1 -> spliced(damaged, at, at, new byte[] {damaged[at]});
            case 2 -> spliced(damaged, at, at + 1, new byte[] {anyByte(random)});
            default -> {
              byte[] copy = damaged.clone();
              copy[at] ^= (byte) (1 << random.nextInt(8));
              yield copy;
            }
          };
    }
    return damaged;
  }

  static byte anyByte(Random random) {
    return random.nextBoolean()
        ? SPECIAL[random.nextInt(SPECIAL.length)]
        : (byte) random.nextInt(256);
  }

  /** With the bytes from one place to another replaced. */
  static byte[] spliced(byte[] bytes, int from, int to, byte[] with) {
    byte[] result = Arrays.copyOf(bytes, from + with.length + bytes.length - to);
    System.arraycopy(with, 0, result, from, with.length);
    System.arraycopy(bytes, to, result, from + with.length, bytes.length - to);
    return result;
  }
}
