package dev.faultline.chaos.plan;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The values that fill in a template.
 *
 * @param name the name of the plan, to which the targets opt in
 * @param targets the targets, which already run
 * @param proxies between processes
 * @param primary a shell command that tells whether {@code FAULTLINE_TARGET} is a primary
 * @param check a shell command that succeeds while the system is healthy; asked before the faults,
 *     after them, and at the end
 * @param duration the duration of each phase
 */
public record TemplateParts(
    String name,
    List<Part> targets,
    List<Link> proxies,
    Optional<String> primary,
    Optional<String> check,
    Duration duration) {
  /** The role of targets with a disk. */
  static final String ON_DISK = "on-disk";

  /**
   * A target and how it is found, such as {@code port 7001}.
   *
   * @param disk the folder where {@code ./faultline disk mount} has mounted its files
   */
  public record Part(String name, String finder, Optional<String> disk) {}

  /**
   * A proxy: where it listens and where it connects.
   *
   * @param from the target that connects through it
   * @param to the target to which it connects
   */
  public record Link(
      String name, String listen, String upstream, Optional<String> from, Optional<String> to) {}

  public TemplateParts {
    targets = List.copyOf(targets);
    proxies = List.copyOf(proxies);
  }

  /** All but the phases, in YAML. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("name: " + quoted(name));
    // One at a time, also of two.
    lines.add("limit: " + Math.max(1, (targets.size() - 1) / 2));
    if (!targets.isEmpty()) {
      lines.add("targets: # they opt in with FAULTLINE_MONKEY=" + name + ", see docs/monkey.md");
      for (Part target : targets) {
        lines.add("  - name: " + quoted(target.name()));
        String more = target.disk().isPresent() ? ", " + ON_DISK : "";
        lines.add("    roles: [" + quoted(target.name()) + more + "]");
        lines.add("    find: " + quoted(target.finder()));
        target.disk().ifPresent(at -> lines.add("    disk: {at: " + quoted(at) + "}"));
        primary.ifPresent(command -> lines.add("    primary: {command: " + quoted(command) + "}"));
      }
    }
    if (!proxies.isEmpty()) {
      lines.add("proxies: # processes and clients have to connect to 'listen'");
      for (Link proxy : proxies) {
        lines.add("  - name: " + quoted(proxy.name()));
        lines.add("    listen: " + quoted(proxy.listen()));
        lines.add("    upstream: " + quoted(proxy.upstream()));
        proxy.from().ifPresent(from -> lines.add("    from: " + quoted(from)));
        proxy.to().ifPresent(to -> lines.add("    to: " + quoted(to)));
      }
    }
    check.ifPresent(command -> {
      lines.add("steady:");
      lines.add("  - {command: " + quoted(command) + ", name: well}");
      lines.add("quiet:");
      lines.add("  limit: 1m");
      lines.add("  until: [{command: " + quoted(command) + ", name: well}]");
      lines.add("checks:");
      lines.add("  - {command: " + quoted(command) + ", name: well}");
    });
    return lines;
  }

  static String quoted(String text) {
    return "'" + text.replace("'", "''") + "'";
  }
}
