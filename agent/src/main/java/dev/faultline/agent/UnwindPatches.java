package dev.faultline.agent;

import java.util.List;

/**
 * The places in the JDK where a thread whose incarnation is over runs into its end: behind every
 * wait, and where an error would become a result that somebody hears of.
 */
final class UnwindPatches {
  static final Hook CHECK = Hook.of("Unwinding", "check", "()V");

  private static final String CONCURRENT = "java/util/concurrent/";

  private UnwindPatches() {}

  /** In front of each wait there is {@code Threads.sleeping}, or a check of its own. */
  static List<Patch> all() {
    String thread = "java/lang/Thread";
    String parking = CONCURRENT + "locks/LockSupport";
    return List.of(
        new Patch(parking, "", "", Edit.beforeCalling("parkVirtualThread", CHECK)),
        new Patch(parking, "", "", Edit.afterCalling("parkVirtualThread", CHECK)),
        new Patch(thread, "sleepNanos", "", Edit.afterCalling("sleepNanos", CHECK)),
        new Patch(thread, "yield", "", Edit.beforeCalling("tryYield", CHECK)),
        new Patch(thread, "yield", "", Edit.afterCalling("tryYield", CHECK)),
        new Patch("java/lang/Object", "wait", "(J)V", Edit.afterCalling("wait0", CHECK)),
        new Patch(
            CONCURRENT + "CompletableFuture",
            "encodeThrowable",
            "",
            Edit.first(Edit.NOTHING, CHECK)),
        new Patch(CONCURRENT + "FutureTask", "setException", "", Edit.first(Edit.NOTHING, CHECK)));
  }
}
