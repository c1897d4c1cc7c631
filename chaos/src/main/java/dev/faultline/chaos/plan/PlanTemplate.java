package dev.faultline.chaos.plan;

import dev.faultline.chaos.monkey.process.DurationText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Ready-made plans for a system that already runs, each chosen by name. */
public enum PlanTemplate {
  KILL_ONE("kill -9 of one target; whoever supervises it starts it again"),
  KILL_PRIMARY("kill -9 of the primary, by --primary"),
  PAUSE_MINORITY("a minority of the targets stands still (SIGSTOP), but one at least"),
  PAUSE_EACH("each target stands still in turn"),
  SLOW_CPU("one target has a tenth of a core"),
  CLOCK_SKEW("the clock of one JVM is 30 s ahead"),
  SLOW_DISK("each call on one target's files takes 100 ms longer, on a mounted disk"),
  FULL_DISK("one target's files have no room, on a mounted disk"),
  PARTITION_HALVES("a minority of the targets is cut off from the others, by proxies between them"),
  PARTITION("no proxy passes anything on: put them between the halves of a cluster"),
  SLOW_NETWORK("every proxy delays by 300 ms, with 100 ms of jitter"),
  RESET_CONNECTIONS("every proxy resets its connections");

  private final String description;

  PlanTemplate(String description) {
    this.description = description;
  }

  /** A description in one line. */
  public String description() {
    return description;
  }

  /** The name as users write it. */
  public String text() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * Returns the template with this name.
   *
   * @throws PlanException if there is no such template; the message lists those that exist
   */
  public static PlanTemplate named(String text) {
    List<String> all = new ArrayList<>();
    for (PlanTemplate one : values()) {
      if (one.text().equals(text)) {
        return one;
      }
      all.add(one.text());
    }
    throw new PlanException(
        "there is no template '%s', expected one of %s".formatted(text, String.join(", ", all)));
  }

  /**
   * Returns the plan in YAML.
   *
   * @throws PlanException if a required part is missing
   */
  public String plan(TemplateParts parts) {
    boolean onProxies = this.compareTo(PARTITION_HALVES) >= 0;
    if (onProxies ? parts.proxies().isEmpty() : parts.targets().isEmpty()) {
      throw new PlanException(
          "the template %s needs %s"
              .formatted(
                  text(),
                  onProxies
                      ? "a proxy, --proxy NAME=LISTEN=UPSTREAM"
                      : "a target, --target NAME=FINDER, such as a='port 7001'"));
    }
    if (this == PARTITION_HALVES
        && parts.proxies().stream()
            .allMatch(link -> link.from().isEmpty() || link.to().isEmpty())) {
      throw new PlanException(
          "the template partition-halves needs a proxy between two targets, --proxy"
              + " NAME=LISTEN=UPSTREAM=FROM=TO, where FROM and TO are names of a --target");
    }
    boolean onDisks = this == SLOW_DISK || this == FULL_DISK;
    if (onDisks && parts.targets().stream().allMatch(target -> target.disk().isEmpty())) {
      throw new PlanException(
          "the template %s needs a disk, --disk NAME=AT, which './faultline disk mount' has mounted"
                  .formatted(text())
              + " for the target NAME");
    }
    if (this == KILL_PRIMARY && parts.primary().isEmpty()) {
      throw new PlanException(
          "the template kill-primary needs --primary COMMAND, which says whether $FAULTLINE_TARGET"
              + " is one");
    }
    List<String> lines = new ArrayList<>(parts.lines());
    lines.add("phases:");
    switch (this) {
      case KILL_ONE -> phase(lines, parts, text(), List.of("kill: one"));
      case KILL_PRIMARY -> phase(lines, parts, text(), List.of("kill: primaries"));
      case PAUSE_MINORITY ->
          phase(
              lines,
              parts,
              text(),
              List.of(parts.targets().size() < 3 ? "pause: one" : "pause: minority"));
      case PAUSE_EACH ->
          parts
              .targets()
              .forEach(target ->
                  phase(
                      lines,
                      parts,
                      "pause " + target.name(),
                      List.of("pause: " + TemplateParts.quoted("one " + target.name()))));
      case SLOW_CPU -> phase(lines, parts, text(), List.of("slow: one, share: 10"));
      case CLOCK_SKEW ->
          phase(
              lines, parts, text(), List.of("clock: one, offset: " + TemplateParts.quoted("+30s")));
      case SLOW_DISK ->
          phase(
              lines,
              parts,
              text(),
              List.of("disk: one " + TemplateParts.ON_DISK + ", slow: 100ms"));
      case FULL_DISK ->
          phase(
              lines, parts, text(), List.of("disk: one " + TemplateParts.ON_DISK + ", full: true"));
      case PARTITION_HALVES ->
          phase(
              lines,
              parts,
              text(),
              List.of(parts.targets().size() < 3 ? "partition: one" : "partition: minority"));
      case PARTITION -> phase(lines, parts, text(), toxics(parts, "toxic: stall"));
      case SLOW_NETWORK ->
          phase(
              lines,
              parts,
              text(),
              toxics(parts, "toxic: latency, attributes: {latency: 300, jitter: 100}"));
      case RESET_CONNECTIONS -> phase(lines, parts, text(), toxics(parts, "toxic: reset_peer"));
    }
    return String.join("\n", lines) + "\n";
  }

  private static List<String> toxics(TemplateParts parts, String toxic) {
    return parts.proxies().stream()
        .map(one -> "proxy: " + TemplateParts.quoted(one.name()) + ", " + toxic)
        .toList();
  }

  /** A calm phase, by which one can see what the faults change, and one of faults. */
  private static void phase(
      List<String> lines, TemplateParts parts, String name, List<String> faults) {
    String duration = DurationText.text(parts.duration());
    lines.add("  - {name: calm, duration: " + duration + "}");
    lines.add("  - name: " + TemplateParts.quoted(name));
    lines.add("    duration: " + duration);
    lines.add("    faults:");
    faults.forEach(fault -> lines.add("      - {" + fault + "}"));
  }
}
