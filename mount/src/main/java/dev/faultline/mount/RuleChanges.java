package dev.faultline.mount;

import dev.faultline.disk.fault.FaultRule;
import dev.faultline.disk.fault.FaultRules;
import dev.faultline.disk.fault.FileCall;
import dev.faultline.disk.fault.PathPattern;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Adds rules to a mount that serves, lists them and takes them away. Safe for several threads. */
final class RuleChanges {
  /** Calls that make what their path leads to. */
  private static final Set<FileCall> MAKING =
      EnumSet.of(
          FileCall.LOOKUP,
          FileCall.CREATE,
          FileCall.MKDIR,
          FileCall.MKNOD,
          FileCall.SYMLINK,
          FileCall.LINK,
          FileCall.RENAME);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Rules rules;
  private final KernelCaches caches;
  private final Forgetting forgetting;
  private final Handles handles;
  private final Nodes nodes;
  private final Waits waits;
  private final Path files;
  private final boolean records;

  /**
   * Begins.
   *
   * @param files where the files are
   * @param records whether what happens is recorded
   */
  RuleChanges(
      Rules rules,
      KernelCaches caches,
      Forgetting forgetting,
      Handles handles,
      Nodes nodes,
      Waits waits,
      Path files,
      boolean records) {
    this.rules = rules;
    this.caches = caches;
    this.forgetting = forgetting;
    this.handles = handles;
    this.nodes = nodes;
    this.waits = waits;
    this.files = files;
    this.records = records;
  }

  /** Before anything is served. */
  void begin(List<FaultRule> first, long seed) {
    follow(first);
    rules.add(first, seed);
  }

  private void follow(List<FaultRule> all) {
    caches.follow(all);
    if (MountRules.keepsNumbers(all)) {
      nodes.keepNumbers();
    }
  }

  /**
   * Adds rules; all of them, or none.
   *
   * @return what was done, for a reader
   * @throws IllegalArgumentException if one is no rule, or none for this mount
   */
  synchronized List<String> add(String text, long seed) throws InterruptedException {
    List<FaultRule> added = FaultRules.parse(text);
    if (added.isEmpty()) {
      throw new IllegalArgumentException("there is no rule in what was sent");
    }
    MountRules.check(added, records);
    List<FaultRule> all = new ArrayList<>(rules.all());
    all.addAll(added);
    follow(all);
    List<Rules.Numbered> numbered = rules.add(added, seed);
    List<String> lines = new ArrayList<>();
    lines.add("added " + Control.count(added.size(), "rule", "rules"));
    numbered.forEach(each -> lines.add("  " + each.number() + ": " + each.rule().text()));
    if (!forgetting.all(PATIENCE)) {
      lines.add(
          "note: while calls are held up the kernel keeps some names and attributes; it may use"
              + " them until --cache has passed");
    }
    tellOfCaches(added, lines);
    for (Rules.Numbered each : numbered) {
      if (waitsForNewFiles(each.rule())) {
        lines.add("note: rule " + each.number() + ": no file matches it yet");
      }
    }
    return lines;
  }

  private void tellOfCaches(List<FaultRule> added, List<String> lines) {
    if (MountRules.seesEachName(added)) {
      lines.add(
          "the kernel asks for each name"
              + (MountRules.seesEachLookup(added) ? " and for attributes" : "")
              + " each time now");
    }
    if (added.stream().anyMatch(MountRules::seesEachByte)) {
      lines.add("from now on the kernel does not cache reads of these files");
      List<String> open = new ArrayList<>();
      handles.forEach((handle, file) -> {
        if (file.isKept() && !forgetting.mayKeep(file)) {
          open.add(file.path());
        }
      });
      if (!open.isEmpty()) {
        lines.add(
            "note: open already: "
                + Control.count(open.size(), "file", "files")
                + ", which the kernel reads by pages until it is opened again; it may keep a page"
                + " for a moment, and tries a failed read once more");
      }
    }
  }

  private boolean waitsForNewFiles(FaultRule rule) {
    PathPattern path = rule.path();
    return path != null && Collections.disjoint(rule.calls(), MAKING) && !isThere(path);
  }

  private boolean isThere(PathPattern pattern) {
    try (Stream<Path> all = Files.walk(files)) {
      return all.anyMatch(each -> pattern.matches("/" + files.relativize(each)));
    } catch (IOException | UncheckedIOException e) {
      // It changes while it is looked at: nothing is said rather than something wrong.
      return true;
    }
  }

  /** The rules and what they have come to, for a reader. */
  List<String> list() {
    List<Rules.Numbered> all = rules.list();
    List<String> lines = new ArrayList<>();
    lines.add(all.isEmpty() ? "no rules" : Control.count(all.size(), "rule", "rules"));
    all.forEach(each -> lines.add("  " + each.number() + ": " + told(each)));
    return lines;
  }

  private static String told(Rules.Numbered each) {
    return "%s (struck %,d of %s)"
        .formatted(
            each.rule().text(),
            each.struck(),
            Control.count(Math.toIntExact(each.fitting()), "call", "calls"));
  }

  /**
   * Takes a rule away, or all of them with what they left behind; calls that hang go on.
   *
   * @return what was done, for a reader
   * @throws IllegalArgumentException if there is no rule of the number
   */
  synchronized List<String> clear(@Nullable Integer number) {
    List<Rules.Numbered> gone = number == null ? rules.clear() : List.of(rules.remove(number));
    caches.follow(rules.all());
    if (number == null) {
      waits.releaseAll();
    } else {
      waits.releaseHanging();
    }
    List<String> lines = new ArrayList<>();
    lines.add("cleared " + Control.count(gone.size(), "rule", "rules"));
    gone.forEach(each -> lines.add("  " + each.number() + ": " + told(each)));
    return lines;
  }
}
