package dev.faultline.hook;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A program does not go on: its threads wait for each other, or one of them spins. */
public final class Hung extends Error {
  private static final long serialVersionUID = 1L;

  /** Of hidden classes, whose names differ from JVM to JVM. */
  private static final String ADDRESS = "/0x";

  private static final String OWN = Hung.class.getPackageName() + '.';

  /**
   * @param why it hangs, such as {@code its threads wait for each other}
   */
  Hung(Context context, String why) {
    super(context.name() + " hangs: " + why + stacks(context), null, false, false);
  }

  /** Where all threads of an incarnation are that have not ended, one after the other. */
  private static String stacks(Context context) {
    StringBuilder text = new StringBuilder();
    for (Fiber fiber = context.firstFiber; fiber != null; fiber = fiber.next) {
      Thread seen = fiber.shown != null ? fiber.shown : fiber.thread;
      text.append("\n  thread '").append(seen.getName()).append("' ").append(seen.getState());
      for (String frame : frames(fiber)) {
        text.append("\n    at ").append(frame);
      }
    }
    return text.toString();
  }

  private static List<String> frames(Fiber fiber) {
    List<String> frames = new ArrayList<>();
    for (StackTraceElement each : fiber.thread.getStackTrace()) {
      String frame = frame(each);
      if (frame != null) {
        frames.add(frame);
      }
    }
    return frames;
  }

  private static @Nullable String frame(StackTraceElement each) {
    String type = each.getClassName();
    return type.startsWith(OWN) || type.contains(ADDRESS) ? null : each.toString();
  }
}
