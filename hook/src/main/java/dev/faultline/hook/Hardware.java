package dev.faultline.hook;

/**
 * The size of the machine: in a world always the same, so that nothing depends on where it runs.
 */
public final class Hardware {
  private static final int PROCESSORS = 2;
  private static final long HEAP_BYTES = 1L << 30;

  private Hardware() {}

  /** In place of {@link Runtime#availableProcessors}. */
  public static int availableProcessors(Runtime runtime) {
    return inWorld() ? PROCESSORS : runtime.availableProcessors();
  }

  /** In place of {@link Runtime#maxMemory}. */
  public static long maxMemory(Runtime runtime) {
    return inWorld() ? HEAP_BYTES : runtime.maxMemory();
  }

  /** In place of {@link Runtime#totalMemory}. */
  public static long totalMemory(Runtime runtime) {
    return inWorld() ? HEAP_BYTES : runtime.totalMemory();
  }

  /** In place of {@link Runtime#freeMemory}. */
  public static long freeMemory(Runtime runtime) {
    return inWorld() ? HEAP_BYTES / 2 : runtime.freeMemory();
  }

  private static boolean inWorld() {
    return Carrier.currentContext() != null;
  }
}
