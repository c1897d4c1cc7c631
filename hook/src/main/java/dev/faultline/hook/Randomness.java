package dev.faultline.hook;

import java.nio.ByteBuffer;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Seeds and random numbers: in a world drawn from the node. */
public final class Randomness {
  private Randomness() {}

  /** In place of a seed, or of the state of {@link java.util.concurrent.ThreadLocalRandom}. */
  public static long seed(long outside) {
    Context context = Carrier.currentContext();
    return context == null ? outside : context.random();
  }

  /** In place of a number of {@link Math#random}. */
  public static double unit(double outside) {
    Context context = Carrier.currentContext();
    return context == null ? outside : (context.random() >>> 11) * 0x1.0p-53;
  }

  /** In place of the generator that all callers of {@link java.util.Collections#shuffle} share. */
  public static @Nullable Random shared(@Nullable Random outside) {
    Context context = Carrier.currentContext();
    return context == null ? outside : context.shuffler();
  }

  /** Fills {@code bytes} in place of {@link java.security.SecureRandom}; false outside worlds. */
  public static boolean fill(byte[] bytes) {
    Context context = Carrier.currentContext();
    if (context == null) {
      return false;
    }
    fill(bytes, context);
    return true;
  }

  /**
   * A seed of so many bytes in place of {@link java.security.SecureRandom}'s; null outside worlds.
   */
  public static byte @Nullable [] seedBytes(int count) {
    Context context = Carrier.currentContext();
    if (context == null || count < 0) {
      return null;
    }
    byte[] bytes = new byte[count];
    fill(bytes, context);
    return bytes;
  }

  private static void fill(byte[] bytes, Context context) {
    byte[] drawn = new byte[Long.BYTES];
    for (int at = 0; at < bytes.length; at += Long.BYTES) {
      ByteBuffer.wrap(drawn).putLong(context.random());
      int count = Math.min(Long.BYTES, bytes.length - at);
      System.arraycopy(drawn, 0, bytes, at, count);
    }
  }
}
