package dev.faultline.sim.user;

import dev.faultline.sim.base.ModelException;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.jspecify.annotations.Nullable;

/**
 * What objects of the program under test say of themselves, for people. That is the program's code:
 * it may throw, give nothing, or have no end, none of which may cost a finding. Thread-safe.
 */
public final class UserText {
  private UserText() {}

  /** What {@code toString} says, or the name of the class and why it says nothing. */
  public static String of(@Nullable Object value) {
    if (value == null) {
      return "null";
    }
    try {
      return String.valueOf(value.toString());
    } catch (Throwable thrown) {
      UserCode.rethrowWhatIsNotIts(thrown);
      return silent(value, thrown);
    }
  }

  private static String silent(Object value, Throwable thrown) {
    return value.getClass().getName()
        + ", whose text cannot be had: it throws "
        + thrown.getClass().getName();
  }

  /**
   * What the program threw, as something that can be printed.
   *
   * @throws Error where it is not the program's: a bug of Faultline, or memory that has run out
   * @throws ModelException which is about how Faultline was used
   */
  public static Throwable itsOwn(Throwable thrown) {
    UserCode.rethrowWhatIsNotIts(thrown);
    return printable(thrown);
  }

  /**
   * The same exception, or one in its place that can be printed where its own text, or that of a
   * cause, cannot be had.
   */
  public static Throwable printable(Throwable thrown) {
    try {
      for (Throwable each = thrown; each != null; each = each.getCause()) {
        if (each.toString() == null) {
          return new Unprintable(thrown.getClass().getName() + ", which says null", thrown);
        }
        if (each.getCause() == thrown) {
          break;
        }
      }
      thrown.printStackTrace(new PrintWriter(new StringWriter()));
      return thrown;
    } catch (Throwable again) {
      UserCode.rethrowWhatIsNotIts(again);
      return new Unprintable(silent(thrown, again), thrown);
    }
  }

  /** Stands for what the program threw. */
  private static final class Unprintable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unprintable(String text, Throwable original) {
      super(text);
      setStackTrace(frames(original));
    }

    private static StackTraceElement[] frames(Throwable original) {
      try {
        return original.getStackTrace();
      } catch (RuntimeException | Error e) {
        return new StackTraceElement[0];
      }
    }
  }
}
