package dev.faultline.hook;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Threads of a world in which nothing happens any more, and where each of them waits. */
final class Stopped {
  /** More are not told: who has a thousand threads at one latch sees it from the first. */
  private static final int MOST = 16;

  private static final List<String> LIBRARIES =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "dev.faultline.agent.",
          "dev.faultline.hook.",
          "dev.faultline.jvm.",
          "dev.faultline.sim.connection.",
          "dev.faultline.sim.node.");

  private Stopped() {}

  /** A text for each thread, in the order of incarnations and of starts. */
  static List<String> of(List<Context> contexts) {
    List<String> told = new ArrayList<>();
    int more = 0;
    for (Context context : contexts) {
      for (Fiber fiber = context.firstFiber; fiber != null; fiber = fiber.next) {
        if (context.halted()) {
          continue;
        }
        if (told.size() < MOST) {
          told.add(fiber + where(fiber.thread.getStackTrace()));
        } else {
          more++;
        }
      }
    }
    if (more > 0) {
      told.add(more + " more threads wait, too");
    }
    return told;
  }

  private static String where(StackTraceElement[] stack) {
    StackTraceElement called = null;
    for (StackTraceElement frame : stack) {
      if (!isLibrary(frame)) {
        return in(called) + " at " + frame;
      }
      called = frame;
    }
    // One that an executor keeps for more work, or that has not begun.
    return in(stack.length == 0 ? null : stack[0]);
  }

  private static String in(@Nullable StackTraceElement called) {
    if (called == null) {
      return " waits";
    }
    String type = called.getClassName();
    if (type.equals(Waits.class.getName())) {
      return " waits in Object.wait"; // In whose place it is called.
    }
    return " waits in "
        + type.substring(type.lastIndexOf('.') + 1).replace("SimBlockingEnv", "BlockingEnv")
        + "."
        + called.getMethodName();
  }

  private static boolean isLibrary(StackTraceElement frame) {
    return LIBRARIES.stream().anyMatch(frame.getClassName()::startsWith);
  }
}
