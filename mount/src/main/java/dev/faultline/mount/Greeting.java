package dev.faultline.mount;

import dev.faultline.mount.wire.Exchange;

/** The first request: which version and which of the kernel's abilities are used. */
final class Greeting {
  private static final int MAJOR = 7;

  /** The version of {@code linux/fuse.h} whose layouts are used here. */
  private static final int MINOR = 38;

  /** Since 7.23 the answer has its length of today. */
  private static final int OLDEST_MINOR = 31;

  private static final int ASYNC_READ = 1;
  private static final int ATOMIC_TRUNCATE = 1 << 3;
  private static final int BIG_WRITES = 1 << 5;
  private static final int LIST_WITH_ATTRIBUTES = 1 << 13;
  private static final int LIST_WITH_ATTRIBUTES_WHERE_USEFUL = 1 << 14;
  private static final int ASYNC_DIRECT = 1 << 15;
  private static final int PARALLEL_FOLDERS = 1 << 18;
  private static final int MANY_PAGES = 1 << 22;
  private static final int KILLS_PRIVILEGES = 1 << 28;

  /**
   * What is asked of the kernel where it has it. Not among it: to hold writes back in its cache.
   */
  private static final int WANTED =
      ASYNC_READ
          | ATOMIC_TRUNCATE
          | BIG_WRITES
          | LIST_WITH_ATTRIBUTES
          | LIST_WITH_ATTRIBUTES_WHERE_USEFUL
          | ASYNC_DIRECT
          | PARALLEL_FOLDERS
          | MANY_PAGES
          | KILLS_PRIVILEGES;

  /** The flags go on in a second word. */
  private static final int MORE_FLAGS = 1 << 30;

  /** Of the second word: files that the kernel keeps nothing of can be mapped all the same. */
  private static final int DIRECT_MAPS = 1 << 4;

  private static final int EPROTO = 71;
  private static final int ANSWER_BYTES = 64;
  private static final int BACKGROUND = 64;
  private static final int PAGE = 4096;

  private Greeting() {}

  static void answer(Exchange exchange) {
    int major = exchange.int32(0);
    int minor = exchange.int32(4);
    if (major < MAJOR || major == MAJOR && minor < OLDEST_MINOR) {
      exchange.failed(-EPROTO);
      return;
    }
    exchange.clear(ANSWER_BYTES);
    exchange.put32(0, MAJOR);
    exchange.put32(4, MINOR);
    if (major > MAJOR) {
      // The kernel greets again with our version.
      exchange.done(ANSWER_BYTES);
      return;
    }
    exchange.put32(8, exchange.int32(8));
    int offered = exchange.int32(12);
    exchange.put32(12, offered & (WANTED | MORE_FLAGS));
    if ((offered & MORE_FLAGS) != 0) {
      exchange.put32(32, exchange.int32(16) & DIRECT_MAPS);
    }
    exchange.put16(16, BACKGROUND);
    exchange.put16(18, BACKGROUND * 3 / 4);
    exchange.put32(20, Exchange.MAX_WRITE);
    exchange.put32(24, 1);
    exchange.put16(28, Exchange.MAX_WRITE / PAGE);
    exchange.done(ANSWER_BYTES);
  }
}
