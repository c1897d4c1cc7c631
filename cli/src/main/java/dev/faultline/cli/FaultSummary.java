package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.explore.CampaignResult;
import java.util.List;
import java.util.stream.Collectors;

/** Which faults a campaign played, so that "was a partition ever played?" has an answer. */
final class FaultSummary {
  private FaultSummary() {}

  static List<String> lines(CampaignResult result) {
    return result.faults().isEmpty()
        ? List.of("faults played: none")
        : List.of(
            "faults played: "
                + result.faults().stream()
                    .map(FaultSummary::text)
                    .collect(Collectors.joining(", ")));
  }

  /** The chances that the program offered; nothing where it offered none. */
  static List<String> chances(CampaignResult result) {
    return result.chances().isEmpty()
        ? List.of()
        : List.of(
            "chances taken: "
                + result.chances().stream()
                    .map(FaultSummary::text)
                    .collect(Collectors.joining(", ")));
  }

  private static String text(CampaignResult.ChanceCount count) {
    return "'"
        + count.name()
        + "' "
        + (count.times() == 0
            ? "never"
            : HumanText.count(count.times()) + " in " + HumanText.count(count.worlds(), "world"));
  }

  static JsonArray chancesJson(CampaignResult result) {
    JsonArray array = new JsonArray();
    for (CampaignResult.ChanceCount count : result.chances()) {
      JsonObject each = new JsonObject();
      each.addProperty("name", count.name());
      each.addProperty("times", count.times());
      each.addProperty("worlds", count.worlds());
      array.add(each);
    }
    return array;
  }

  private static String text(CampaignResult.FaultCount count) {
    return count.kind()
        + " "
        + HumanText.count(count.times())
        + " in "
        + HumanText.count(count.worlds(), "world");
  }

  static JsonArray json(CampaignResult result) {
    JsonArray array = new JsonArray();
    for (CampaignResult.FaultCount count : result.faults()) {
      JsonObject each = new JsonObject();
      each.addProperty("kind", count.kind());
      each.addProperty("times", count.times());
      each.addProperty("worlds", count.worlds());
      array.add(each);
    }
    return array;
  }
}
