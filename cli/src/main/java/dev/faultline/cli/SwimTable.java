package dev.faultline.cli;

import dev.faultline.guard.swim.SwimSettings;
import dev.faultline.guard.swim.SwimSimulation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** SWIM and each part of Lifeguard in groups with slow members. */
final class SwimTable {
  private static final int MEMBERS = 100;
  private static final List<Integer> SLOW = List.of(0, 4, 16, 32);

  private final Terminal terminal;
  private final int groups;
  private final long seed;

  private record Variant(String name, boolean health, boolean suspicion, boolean buddy) {}

  private static final List<Variant> VARIANTS =
      List.of(
          new Variant("SWIM", false, false, false),
          new Variant("+ local health", true, false, false),
          new Variant("+ dynamic suspicion", false, true, false),
          new Variant("+ buddy", false, false, true),
          new Variant("all of Lifeguard", true, true, true));

  SwimTable(Terminal terminal, int groups, long seed) {
    this.terminal = terminal;
    this.groups = groups;
    this.seed = seed;
  }

  void print() {
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "%d members, two minutes, %d groups a row: members that were well and taken for dead by"
                + " others that were well; how soon a crash was known%n",
            MEMBERS,
            groups);
    terminal
        .out()
        .println(
            terminal
                .outPaint()
                .dim(
                    String.format(
                        Locale.ROOT,
                        "  %5s  %-20s %12s %18s %18s %18s",
                        "slow",
                        "detector",
                        "false deaths",
                        "first, median",
                        "all know, median",
                        "messages/s each")));
    for (int slow : SLOW) {
      for (Variant variant : VARIANTS) {
        row(slow, variant);
        terminal.out().flush();
      }
    }
  }

  private void row(int slow, Variant variant) {
    SwimSettings settings =
        SwimSettings.DEFAULT.withLifeguard(variant.health(), variant.suspicion(), variant.buddy());
    long falseDeaths = 0;
    double messages = 0;
    List<Double> first = new ArrayList<>();
    List<Double> all = new ArrayList<>();
    for (int i = 0; i < groups; i++) {
      SwimSimulation.Seen seen = new SwimSimulation(settings, MEMBERS, slow, 0, seed + i).run();
      falseDeaths += seen.falseDeaths();
      messages += seen.messages();
      first.add(seen.first());
      all.add(seen.all());
    }
    terminal
        .out()
        .printf(
            Locale.ROOT,
            "  %5d  %-20s %,12d %18s %18s %18.2f%n",
            slow,
            variant.name(),
            falseDeaths,
            median(first),
            median(all),
            messages / groups);
  }

  /** Those that never were are the longest. */
  private static String median(List<Double> seconds) {
    seconds.sort(null);
    double middle = seconds.get(seconds.size() / 2);
    return Double.isNaN(middle) ? "-" : AdviseCommand.time(middle);
  }
}
