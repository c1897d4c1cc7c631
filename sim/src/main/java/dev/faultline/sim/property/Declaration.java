package dev.faultline.sim.property;

import dev.faultline.sim.user.OwnPackages;
import java.util.List;

/** Where the program declared something: the frames that are the program's own. */
final class Declaration {
  /** Where the place of the declaration is not recorded. */
  static final List<StackTraceElement> UNKNOWN = List.of();

  /** Who calls a program that sets its world up; below them nothing is the program's own. */
  private static final List<String> CALLERS =
      List.of("dev.faultline.explore", "dev.faultline.explore.campaign", "dev.faultline.junit");

  private static final List<String> OTHER_CALLERS = List.of("org.junit.", "java.", "jdk.");

  private static final int MOST_FRAMES = 8;

  private Declaration() {}

  /** The frames of the present call, innermost first. */
  static List<StackTraceElement> here() {
    return StackWalker.getInstance()
        .walk(frames ->
            frames
                .dropWhile(frame -> OwnPackages.contain(frame.getClassName()))
                .takeWhile(frame -> !CALLERS.contains(packageOf(frame)))
                .takeWhile(
                    frame -> OTHER_CALLERS.stream().noneMatch(frame.getClassName()::startsWith))
                .limit(MOST_FRAMES)
                .map(StackWalker.StackFrame::toStackTraceElement)
                .toList());
  }

  private static String packageOf(StackWalker.StackFrame frame) {
    String name = frame.getClassName();
    return name.substring(0, Math.max(0, name.lastIndexOf('.')));
  }
}
