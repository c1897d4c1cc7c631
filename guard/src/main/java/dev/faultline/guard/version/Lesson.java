package dev.faultline.guard.version;

import java.util.Objects;

/** Tells a node that has refused a message what it does not know yet. */
public record Lesson(String view, VersionVector version, Object content) {
  /** Creates it. */
  public Lesson {
    Objects.requireNonNull(view, "view");
    Objects.requireNonNull(version, "version");
    Objects.requireNonNull(content, "content");
  }
}
