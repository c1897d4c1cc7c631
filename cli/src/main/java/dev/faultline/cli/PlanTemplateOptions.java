package dev.faultline.cli;

import dev.faultline.chaos.plan.Plan;
import dev.faultline.chaos.plan.PlanReader;
import dev.faultline.chaos.plan.PlanTemplate;
import dev.faultline.chaos.plan.TemplateParts;
import dev.faultline.explore.UsageException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** A plan by a template, and what fills it. */
final class PlanTemplateOptions {
  @Option(
      names = "--template",
      paramLabel = "NAME",
      description = "In place of a PLAN: one of --templates, for a system that runs already.")
  private @Nullable String template;

  @Option(names = "--templates", description = "List the templates.")
  private boolean lists;

  @Option(
      names = "--print",
      description = "With --template: print the plan instead of playing it, to go on from there.")
  private boolean prints;

  @Option(
      names = "--target",
      paramLabel = "NAME=FINDER",
      description =
          "With --template: a process, such as a='port 7001' or b='unit db.service'; can be"
              + " repeated. It opts in to --name, see docs/monkey.md.")
  private List<String> targets = List.of();

  @Option(
      names = "--disk",
      paramLabel = "NAME=AT",
      description =
          "With --template: the target NAME uses files below AT, which 'disk mount' has mounted;"
              + " can be repeated.")
  private List<String> disks = List.of();

  @Option(
      names = "--proxy",
      paramLabel = "NAME=LISTEN=UPSTREAM[=FROM=TO]",
      description =
          "With --template: a proxy, such as p=127.0.0.1:7101=127.0.0.1:7001, and between which"
              + " targets it is; can be repeated.")
  private List<String> proxies = List.of();

  @Option(
      names = "--primary",
      paramLabel = "COMMAND",
      description = "With --template: says by exit code 0 that $FAULTLINE_TARGET is a primary.")
  private @Nullable String primary;

  @Option(
      names = "--well",
      paramLabel = "COMMAND",
      description =
          "With --template: says by exit code 0 that the system is well, before the faults, after"
              + " them and at the end; without it nothing is checked, and nothing is decided.")
  private @Nullable String well;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "With --template: the plan's name; default: the template's.")
  private @Nullable String name;

  @Option(
      names = "--duration",
      paramLabel = "DURATION",
      converter = Converters.Time.class,
      description = "With --template: of each phase; default: 10s.")
  private Duration duration = Duration.ofSeconds(10);

  /** Whether these options are all that was asked for: then it has been printed. */
  boolean printed(Terminal terminal) {
    if (lists) {
      for (PlanTemplate one : PlanTemplate.values()) {
        terminal.out().printf("%-18s %s%n", one.text(), one.description());
      }
      return true;
    }
    if (prints) {
      terminal.out().print(text());
      return true;
    }
    return false;
  }

  boolean isThere() {
    return template != null;
  }

  /** The plan; commands run where the user is. */
  Plan plan() {
    return PlanReader.parse("template " + template, Path.of("").toAbsolutePath(), text());
  }

  private String text() {
    if (template == null) {
      throw new UsageException("--print goes with --template");
    }
    PlanTemplate chosen = PlanTemplate.named(template);
    return chosen.plan(
        new TemplateParts(
            name == null ? chosen.text() : name,
            withDisks(targets.stream().map(PlanTemplateOptions::target).toList()),
            proxies.stream().map(PlanTemplateOptions::proxy).toList(),
            Optional.ofNullable(primary),
            Optional.ofNullable(well),
            duration));
  }

  private static TemplateParts.Part target(String text) {
    String[] parts = text.split("=", 2);
    if (parts.length != 2) {
      throw new UsageException(
          "--target is '" + text + "', expected NAME=FINDER, such as a='port 7001'");
    }
    return new TemplateParts.Part(parts[0], parts[1], Optional.empty());
  }

  private List<TemplateParts.Part> withDisks(List<TemplateParts.Part> parts) {
    List<TemplateParts.Part> all = new ArrayList<>(parts);
    for (String text : disks) {
      String[] words = text.split("=", 2);
      int at =
          IntStream.range(0, all.size())
              .filter(i -> all.get(i).name().equals(words[0]))
              .findFirst()
              .orElse(-1);
      if (words.length != 2 || at < 0) {
        throw new UsageException(
            "--disk is '%s', expected NAME=AT with the name of a --target, one of %s"
                .formatted(text, parts.stream().map(TemplateParts.Part::name).toList()));
      }
      TemplateParts.Part part = all.get(at);
      String absolute = Path.of(words[1]).toAbsolutePath().toString();
      all.set(at, new TemplateParts.Part(part.name(), part.finder(), Optional.of(absolute)));
    }
    return all;
  }

  private static TemplateParts.Link proxy(String text) {
    String[] parts = text.split("=", -1);
    if (parts.length != 3 && parts.length != 5) {
      throw new UsageException(
          "--proxy is '"
              + text
              + "', expected NAME=LISTEN=UPSTREAM or NAME=LISTEN=UPSTREAM=FROM=TO");
    }
    boolean between = parts.length == 5;
    return new TemplateParts.Link(
        parts[0],
        parts[1],
        parts[2],
        between ? Optional.of(parts[3]) : Optional.empty(),
        between ? Optional.of(parts[4]) : Optional.empty());
  }
}
