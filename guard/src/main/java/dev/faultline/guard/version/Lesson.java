package dev.faultline.guard.version;

import java.util.Objects;

/** Brings a node that has refused a message the view content that it lacks. */
public record Lesson(String view, VersionVector version, Object content) {
  /** Creates it. */
  public Lesson {
    Objects.requireNonNull(view, "view");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(content, "content");
  }
}
