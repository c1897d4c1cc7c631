package dev.faultline.link;

import dev.faultline.link.wire.Checksum;
import dev.faultline.link.wire.Wire;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Packets of each type with extreme numbers, made of the genuine ones that were seen. */
final class HostileFrames {
  private static final long[] EXTREMES = {
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1,
    -(1L << 32),
    -1,
    0,
    1,
    2,
    255,
    256,
    (1 << 15) - 1,
    1 << 15,
    (1 << 16) - 1,
    1 << 16,
    (1L << 31) - 1,
    1L << 31,
    (1L << 32) - 1,
    1L << 32,
    1L << 62,
    Long.MAX_VALUE - 1,
    Long.MAX_VALUE
  };

  /** Where numbers of one, two, four and eight bytes lie in packets, and some places between. */
  private static final int[] PLACES = {
    4, 5, 6, 8, 16, 24, 25, 32, 36, 37, 38, 40, 42, 44, 46, 48, 52, 54, 56, 60, 64, 68, 70, 78, 86
  };

  private final List<byte[]> genuine;
  private final SplittableRandom random;

  HostileFrames(List<byte[]> genuine, SplittableRandom random) {
    this.genuine = genuine;
    this.random = random;
  }

  /** A packet of this type: a genuine one if there was any, with its numbers changed. */
  byte[] made(int type, long key) {
    List<byte[]> alike = genuine.stream().filter(each -> each[Wire.TYPE] == type).toList();
    byte[] made =
        alike.isEmpty() || random.nextInt(8) == 0
            ? Arrays.copyOf(genuine.get(random.nextInt(genuine.size())), 40 + random.nextInt(240))
            : alike.get(random.nextInt(alike.size())).clone();
    MemorySegment packet = MemorySegment.ofArray(made);
    packet.set(Wire.BYTE, Wire.TYPE, (byte) type);
    if (random.nextInt(8) != 0) {
      packet.set(Wire.LONG, Wire.KEY, key);
    }
    if (random.nextInt(2) == 0) {
      // One that has not been here, so that it is looked at.
      packet.set(Wire.LONG, Wire.PACKET, 1_000 + random.nextInt(1 << 20));
    }
    if (made.length > Wire.FRAMES && random.nextInt(2) == 0) {
      // A chunk that is next, or near it, on any stream.
      packet.set(Wire.LONG, Wire.CHUNK, random.nextInt(24));
      packet.set(Wire.BYTE, Wire.FLAGS, (byte) random.nextInt(5));
      packet.set(Wire.SHORT, Wire.STREAM, (short) random.nextInt(9));
    }
    for (int changes = random.nextInt(4); changes > 0; changes--) {
      change(packet);
    }
    if (random.nextInt(6) == 0) {
      made = Arrays.copyOf(made, random.nextInt(made.length + 1));
    }
    if (made.length >= Integer.BYTES) {
      new Checksum().stamp(MemorySegment.ofArray(made), 0, made.length);
    }
    return made;
  }

  private void change(MemorySegment packet) {
    long at = PLACES[random.nextInt(PLACES.length)];
    long value =
        random.nextInt(4) == 0 ? random.nextInt(40) : EXTREMES[random.nextInt(EXTREMES.length)];
    switch (random.nextInt(4)) {
      case 0 -> set(packet, at, 1, () -> packet.set(Wire.BYTE, at, (byte) value));
      case 1 -> set(packet, at, 2, () -> packet.set(Wire.SHORT, at, (short) value));
      case 2 -> set(packet, at, 4, () -> packet.set(Wire.INT, at, (int) value));
      default -> set(packet, at, 8, () -> packet.set(Wire.LONG, at, value));
    }
  }

  private static void set(MemorySegment packet, long at, int bytes, Runnable write) {
    if (at + bytes <= packet.byteSize()) {
      write.run();
    }
  }
}
