package dev.faultline.cli;

import dev.faultline.core.SystemModel;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.FaultKind;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Notices;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What a campaign did not try, so that nobody takes its silence for more than it is. */
final class Untried {
  private final CampaignPlan plan;
  private final CampaignResult result;
  private final Explored explored;
  private final @Nullable SystemModel model;
  private final List<String> sentences = new ArrayList<>();

  /**
   * Of a campaign.
   *
   * @param model that its worlds declare; null where that is not known
   */
  Untried(Explored explored, @Nullable SystemModel model) {
    this.model = model;
    this.explored = explored;
    this.plan = explored.plan();
    this.result = explored.result();
  }

  /** A sentence each. */
  List<String> sentences() {
    worlds();
    faults();
    if (!result.neverReached().isEmpty()) {
      add("What depends on this, which no world reached: " + joined(result.neverReached()));
    }
    exploration();
    long unknown =
        Causes.of(explored.findings()).stream()
            .filter(each -> each.signature() == null)
            .mapToLong(each -> each.findings().size())
            .sum();
    if (unknown > 0) {
      add(
          "The causes of "
              + HumanText.count(unknown, "finding")
              + ": they were not made small, on request or for want of time");
    }
    if (result.violatingWorlds() > result.findings().size()) {
      add(
          HumanText.count(result.violatingWorlds() - result.findings().size())
              + " more violating worlds were counted and not kept");
    }
    if (!Notices.unguarded().isEmpty()) {
      add(Notices.unguarded());
    }
    result.notices().forEach(this::add);
    return sentences;
  }

  private void worlds() {
    if (result.worlds() < plan.worlds() && result.exploration() == null) {
      String why =
          result.interrupted()
              ? "the campaign was interrupted"
              : result.stuck() != null
                  ? "a world stood still"
                  : explored.leak() != null
                      ? "nondeterminism leaked"
                      : "the campaign ends at the first violation unless --all is given";
      add(
          HumanText.count(plan.worlds() - result.worlds())
              + " of the "
              + HumanText.count(plan.worlds())
              + " worlds: "
              + why);
    }
    if (result.inconclusiveWorlds() > 0) {
      add(
          HumanText.count(result.inconclusiveWorlds(), "world")
              + " of which nothing can be said, the first: "
              + result.inconclusive().getFirst().reason());
    }
    if (result.exploration() == null) {
      add("All other seeds: worlds that were drawn are a sample, and no proof");
    }
  }

  private void faults() {
    if (!result.neverStruck().isEmpty() && result.exploration() == null) {
      add(
          "Faults that the system model allows and that struck in no world: "
              + joined(result.neverStruck()));
    }
    if (model == null) {
      return;
    }
    String ruledOut = kinds(kind -> !kind.possible(model));
    if (!ruledOut.isEmpty()) {
      add("Faults that the system model rules out: " + ruledOut);
    }
    String left = kinds(kind -> kind.possible(model) && !plan.mix().kinds().contains(kind));
    if (!left.isEmpty()) {
      add("Faults that the target leaves out of its mix: " + left);
    }
  }

  private void exploration() {
    Exploration exploration = explored.exploration();
    if (exploration == null) {
      return;
    }
    if (!exploration.complete()) {
      add("The rest of the search, which did not finish");
    }
    exploration.limits().forEach(this::add);
    if (!exploration.assumptions().isEmpty()) {
      add("What is taken for granted: " + joined(exploration.assumptions()));
    }
  }

  private static String kinds(Predicate<FaultKind> which) {
    return Stream.of(FaultKind.values())
        .filter(which)
        .map(kind -> kind.name().toLowerCase(Locale.ROOT).replace('_', ' '))
        .collect(Collectors.joining(", "));
  }

  private static String joined(List<String> phrases) {
    return String.join("; ", phrases);
  }

  private void add(String sentence) {
    String text = sentence.substring(0, 1).toUpperCase(Locale.ROOT) + sentence.substring(1);
    sentences.add(text.endsWith(".") ? text : text + ".");
  }
}
