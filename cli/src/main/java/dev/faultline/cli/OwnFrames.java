package dev.faultline.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The frames of an exception that belong to the user, in the form that editors make clickable. */
final class OwnFrames {
  private static final List<String> OTHERS =
      List.of(
          "java.",
          "javax.",
          "jdk.",
          "sun.",
          "com.sun.",
          "dev.faultline.core.",
          "dev.faultline.agent.",
          "dev.faultline.check.",
          "dev.faultline.sim.",
          "dev.faultline.explore.",
          "dev.faultline.cli.");

  /** Shown where no frame is the user's. */
  private static final int FALLBACK = 5;

  private OwnFrames() {}

  /** What was thrown, where, and what caused it, a line each. */
  static List<String> of(Throwable thrown) {
    List<String> lines = new ArrayList<>();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    String prefix = "";
    for (Throwable each = thrown; each != null && seen.add(each); each = each.getCause()) {
      lines.add(prefix + HumanText.oneLine(each.toString()));
      List<StackTraceElement> frames = inTheWorld(each);
      List<StackTraceElement> own = frames.stream().filter(OwnFrames::isOwn).toList();
      for (StackTraceElement frame : own.isEmpty() ? head(frames) : own) {
        lines.add("    at " + frame);
      }
      prefix = "caused by ";
    }
    return lines;
  }

  /** What lies below the world's own start is the same for everybody. */
  private static List<StackTraceElement> inTheWorld(Throwable thrown) {
    return Arrays.stream(thrown.getStackTrace())
        .takeWhile(frame -> !frame.getClassName().startsWith("dev.faultline.explore."))
        .toList();
  }

  private static List<StackTraceElement> head(List<StackTraceElement> frames) {
    return frames.subList(0, Math.min(FALLBACK, frames.size()));
  }

  private static boolean isOwn(StackTraceElement frame) {
    return OTHERS.stream().noneMatch(frame.getClassName()::startsWith);
  }
}
