package dev.faultline.sim.user;

import dev.faultline.sim.base.ModelException;
import dev.faultline.sim.base.SimulationBug;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * One rule for all code of the program under test, wherever a world calls it: what it throws is a
 * finding with its stack, whatever the type. Only what says something about Faultline, about how it
 * was used or about the JVM goes through.
 */
public final class UserCode {
  private UserCode() {}

  /** Throws what is no finding once more, and returns for all else. */
  public static void rethrowWhatIsNotIts(Throwable thrown) {
    switch (thrown) {
      case SimulationBug bug -> throw bug;
      case ModelException mistake -> throw mistake;
      case OutOfMemoryError error -> throw error;
      case InternalError error -> throw error;
      case UnknownError error -> throw error;
      case Throwable its -> {}
    }
  }

  public static String stackOf(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return trace.toString().strip();
  }
}
