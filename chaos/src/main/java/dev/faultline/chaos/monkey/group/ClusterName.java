package dev.faultline.chaos.monkey.group;

import java.util.List;

/**
 * The name of a cluster: {@code app}, {@code app-stack} or {@code app-stack-detail}; a detail may
 * have dashes of its own, and a missing part is empty.
 */
public record ClusterName(String app, String stack, String detail) {
  /** Ends of names that the monkey never touches: what is compared with, and what stands in. */
  private static final List<String> EXEMPT =
      List.of("-canary", "-baseline", "-citrus", "-citrusproxy");

  /**
   * The parts of a name.
   *
   * @throws IllegalArgumentException if there is no app
   */
  public static ClusterName parse(String name) {
    String[] parts = name.split("-", 3);
    if (parts[0].isEmpty()) {
      throw new IllegalArgumentException(
          "cluster '" + name + "' has no app, expected APP, APP-STACK or APP-STACK-DETAIL");
    }
    return new ClusterName(
        parts[0], parts.length > 1 ? parts[1] : "", parts.length > 2 ? parts[2] : "");
  }

  /** Whether its name has one of the endings that the monkey never touches. */
  public boolean isExempt() {
    return EXEMPT.stream().anyMatch(toString()::endsWith);
  }

  @Override
  public String toString() {
    if (detail.isEmpty()) {
      return stack.isEmpty() ? app : app + "-" + stack;
    }
    return app + "-" + stack + "-" + detail;
  }
}
