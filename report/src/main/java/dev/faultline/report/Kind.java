package dev.faultline.report;

import java.util.Locale;

/** The kinds of events, as the columns of a {@link Recording} number them. */
enum Kind {
  STARTED,
  CRASHED,
  SENT,
  DELIVERED,
  LOST,
  DUPLICATED,
  TIMER,
  THREAD,
  FAULT_BEGAN,
  FAULT_ENDED,
  HEALED,
  REMARK,
  SIGNAL,
  INVOKED,
  COMPLETED,
  VIOLATED,
  STATE;

  private static final Kind[] VALUES = values();

  static Kind of(int code) {
    return VALUES[code];
  }

  /** Whether this kind of event happens on a node or a client, and not to the world as a whole. */
  boolean onALane() {
    return switch (this) {
      case STARTED,
          CRASHED,
          SENT,
          DELIVERED,
          LOST,
          DUPLICATED,
          TIMER,
          THREAD,
          REMARK,
          SIGNAL,
          INVOKED,
          COMPLETED,
          STATE ->
          true;
      case FAULT_BEGAN, FAULT_ENDED, HEALED, VIOLATED -> false;
    };
  }

  String text() {
    return words(this);
  }

  /** An enum constant as words: {@code QUEUE_FULL} is "queue full". */
  static String words(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
