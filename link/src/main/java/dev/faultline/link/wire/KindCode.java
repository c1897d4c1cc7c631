package dev.faultline.link.wire;

import dev.faultline.link.StreamKind;

/** How packets say of which kind a stream is. */
public final class KindCode {
  private static final StreamKind[] ALL = byCode();

  private KindCode() {}

  private static StreamKind[] byCode() {
    StreamKind[] all = new StreamKind[StreamKind.values().length];
    for (StreamKind kind : StreamKind.values()) {
      all[of(kind)] = kind;
    }
    return all;
  }

  public static byte of(StreamKind kind) {
    return switch (kind) {
      case FAIR_LOSS -> 0;
      case STUBBORN -> 1;
      case UNORDERED -> 2;
      case ORDERED -> 3;
      case LOGGED -> 4;
    };
  }

  public static boolean exists(int code) {
    return code >= 0 && code < ALL.length;
  }

  /** What a code means that {@link #exists}. */
  public static StreamKind read(int code) {
    return ALL[code];
  }
}
