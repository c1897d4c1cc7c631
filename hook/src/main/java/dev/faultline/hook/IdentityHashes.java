package dev.faultline.hook;

import jdk.internal.access.JavaLangAccess;
import jdk.internal.access.SharedSecrets;
import jdk.internal.misc.Unsafe;

/**
 * The generator of identity hash codes that HotSpot keeps in each native thread: an xorshift over
 * four ints, started from a random x and three constants (Marsaglia, Xorshift RNGs, 2003). Setting
 * it makes the hash codes of objects that are first asked for them deterministic.
 *
 * <p>Where the generator lies is found by its constants in a thread that has not used it; when they
 * are not found, or do not behave, identity hash codes stay as the JVM makes them and {@link
 * #controlled} says so.
 */
public final class IdentityHashes {
  /** A place that the generator can be at, and return to. */
  static final class State {
    private int w;
    private int x;
    private int y;
    private int z;

    void seed(long seed) {
      w = (int) (seed >>> 32);
      x = (int) seed;
      y = Y;
      z = Z;
    }
  }

  private static final Unsafe UNSAFE = Unsafe.getUnsafe();
  private static final JavaLangAccess LANG = SharedSecrets.getJavaLangAccess();
  private static final long NATIVE_THREAD = UNSAFE.objectFieldOffset(Thread.class, "eetop");

  /** As HotSpot starts each thread: w, x (random), y, z, in this order in memory. */
  private static final int W = 273326509;

  private static final int Y = 842502087;
  private static final int Z = 0x8767;

  private static final int SEARCHED_BYTES = 2048;
  private static long offset;

  private IdentityHashes() {}

  /** Finds the generator, with the help of a fresh thread, which has asked for no hash code yet. */
  public static void locate() {
    Thread fresh = new Thread(null, IdentityHashes::search, "hash search", 0, false);
    fresh.start();
    try {
      fresh.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Whether identity hash codes in worlds are deterministic on this JVM. */
  public static boolean controlled() {
    return offset != 0;
  }

  private static void search() {
    long nativeThread = UNSAFE.getLong(Thread.currentThread(), NATIVE_THREAD);
    for (long at = 8; at < SEARCHED_BYTES; at += 4) {
      if (UNSAFE.getInt(nativeThread + at) == W
          && UNSAFE.getInt(nativeThread + at + 8) == Y
          && UNSAFE.getInt(nativeThread + at + 12) == Z) {
        if (behaves(nativeThread + at)) {
          offset = at;
        }
        return;
      }
    }
  }

  private static boolean behaves(long at) {
    int x = 12345;
    UNSAFE.putInt(at + 4, x);
    int mixed = x ^ (x << 11);
    int expected = (W ^ (W >>> 19)) ^ (mixed ^ (mixed >>> 8));
    int hash = System.identityHashCode(new Object());
    return hash == (expected & 0x7FFF_FFFF) && UNSAFE.getInt(at) == expected;
  }

  /** Remembers where the current thread's generator is. */
  static void save(State into) {
    long at = address();
    if (at != 0) {
      into.w = UNSAFE.getInt(at);
      into.x = UNSAFE.getInt(at + 4);
      into.y = UNSAFE.getInt(at + 8);
      into.z = UNSAFE.getInt(at + 12);
    }
  }

  /** Takes the current thread's generator to a place. */
  static void restore(State from) {
    long at = address();
    if (at != 0) {
      UNSAFE.putInt(at, from.w);
      UNSAFE.putInt(at + 4, from.x);
      UNSAFE.putInt(at + 8, from.y);
      UNSAFE.putInt(at + 12, from.z);
    }
  }

  /** Takes the current thread's generator to a place that {@code seed} says. */
  static void begin(long seed) {
    long at = address();
    if (at != 0) {
      long mixed = (seed ^ (seed >>> 30)) * 0xBF58_476D_1CE4_E5B9L;
      mixed ^= mixed >>> 31;
      UNSAFE.putInt(at, (int) (mixed >>> 32));
      UNSAFE.putInt(at + 4, (int) mixed);
      UNSAFE.putInt(at + 8, Y);
      UNSAFE.putInt(at + 12, Z);
    }
  }

  /**
   * Takes a generator to the place that {@link State#seed} says.
   *
   * @param carrier the current platform thread
   */
  static void seed(Thread carrier, long seed) {
    if (offset != 0) {
      long at = UNSAFE.getLong(carrier, NATIVE_THREAD) + offset;
      UNSAFE.putInt(at, (int) (seed >>> 32));
      UNSAFE.putInt(at + 4, (int) seed);
      UNSAFE.putInt(at + 8, Y);
      UNSAFE.putInt(at + 12, Z);
    }
  }

  /** Whether a hash code was drawn since {@link #begin}: a draw moves each number one place on. */
  static boolean hasDrawn() {
    long at = address();
    return at != 0 && (UNSAFE.getInt(at + 12) != Z || UNSAFE.getInt(at + 8) != Y);
  }

  private static long address() {
    long at = offset;
    return at == 0 ? 0 : UNSAFE.getLong(LANG.currentCarrierThread(), NATIVE_THREAD) + at;
  }
}
