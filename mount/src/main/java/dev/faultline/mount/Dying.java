package dev.faultline.mount;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Whether a thread is being killed: the kernel says that a signal has come, and not which one. A
 * signal that its process handles leaves a call on a file alone.
 */
final class Dying {
  private static final long KILL = bit(9);

  /**
   * The signals whose default is to end with a dump of memory; all others that end come as KILL.
   */
  private static final long DUMPS =
      bit(3) | bit(4) | bit(5) | bit(6) | bit(7) | bit(8) | bit(11) | bit(24) | bit(25) | bit(31);

  private Dying() {}

  private static long bit(int signal) {
    return 1L << (signal - 1);
  }

  /**
   * Whether it is; also where this cannot be known, as for a thread of another container's.
   *
   * @param thread the system's number of it; 0 for one that this process cannot see
   */
  static boolean is(int thread) {
    try {
      return thread == 0
          || is(
              Files.readString(
                  Path.of("/proc/" + thread + "/status"), StandardCharsets.ISO_8859_1));
    } catch (IOException e) {
      return true;
    }
  }

  /** The same of what {@code /proc/PID/status} says. */
  static boolean is(String status) {
    long pending = 0;
    long kept = 0;
    for (String line : status.split("\n")) {
      int colon = line.indexOf(':');
      switch (colon < 0 ? "" : line.substring(0, colon)) {
        case "SigPnd", "ShdPnd" -> pending |= mask(line, colon);
        case "SigBlk", "SigIgn", "SigCgt" -> kept |= mask(line, colon);
        default -> {}
      }
    }
    return (pending & KILL) != 0 || (pending & DUMPS & ~kept) != 0;
  }

  private static long mask(String line, int colon) {
    return Long.parseUnsignedLong(line.substring(colon + 1).strip(), 16);
  }
}
