package dev.faultline.mount;

import dev.faultline.disk.fault.FileCall;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * An open file or folder. Remembers what rules have to do with it, so that the calls on a file that
 * no rule is for cost a look at that. Safe for several threads.
 */
final class OpenFile {
  private final long node;
  private final String path;
  private final boolean isKept;
  private volatile Asked asked = new Asked(new Object(), 0, 0);
  private volatile Kept kept = new Kept(new Object(), false);

  /**
   * Which calls rules were asked about.
   *
   * @param rules the rules of that time
   * @param calls a bit for each kind of call
   * @param concerned those among them that rules have to be told of
   */
  private record Asked(Object rules, long calls, long concerned) {}

  /** Whether the kernel may keep bytes, by what held then. */
  private record Kept(Object caches, boolean mayKeep) {}

  /**
   * Opened just now.
   *
   * @param node the number of the file
   * @param path that it was opened with
   * @param isKept whether the kernel may keep what is read through it
   */
  OpenFile(long node, String path, boolean isKept) {
    this.node = node;
    this.path = path;
    this.isKept = isKept;
  }

  long node() {
    return node;
  }

  String path() {
    return path;
  }

  boolean isKept() {
    return isKept;
  }

  /**
   * Whether rules have to be told of a call through it.
   *
   * @param rules another object after each change of the rules
   * @param ask asks these or later ones
   */
  boolean concerns(FileCall call, Object rules, Predicate<FileCall> ask) {
    long bit = 1L << call.ordinal();
    Asked known = asked;
    if (known.rules() != rules) {
      known = new Asked(rules, 0, 0);
    }
    if ((known.calls() & bit) == 0) {
      long concerned = ask.test(call) ? bit : 0;
      known = new Asked(rules, known.calls() | bit, known.concerned() | concerned);
      // What another thread noted meanwhile is asked for once more.
      asked = known;
    }
    return (known.concerned() & bit) != 0;
  }

  /**
   * Whether the kernel may keep what is read of a file of this path.
   *
   * @param caches another object after each change of what it may keep
   */
  boolean mayKeep(Object caches, BooleanSupplier ask) {
    Kept known = kept;
    if (known.caches() != caches) {
      known = new Kept(caches, ask.getAsBoolean());
      kept = known;
    }
    return known.mayKeep();
  }
}
