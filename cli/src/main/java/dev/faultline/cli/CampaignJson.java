package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.faultline.explore.CampaignResult;
import dev.faultline.explore.Exploration;
import dev.faultline.explore.Leak;
import dev.faultline.explore.campaign.CampaignPlan;
import dev.faultline.explore.campaign.Notices;
import dev.faultline.explore.tape.ReplayText;
import dev.faultline.explore.why.Signature;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A campaign for programs. */
final class CampaignJson {
  private CampaignJson() {}

  static JsonObject of(Explored explored) {
    CampaignPlan plan = explored.plan();
    CampaignResult result = explored.result();
    JsonObject json = new JsonObject();
    json.addProperty("target", plan.target());
    json.add("settings", Json.settings(explored.scenario(), plan));
    json.addProperty("seed", plan.seed());
    json.addProperty("strategy", plan.strategy().text());
    json.addProperty("plannedWorlds", plan.worlds());
    json.addProperty("worlds", result.worlds());
    json.addProperty("worldsRunTwice", result.worldsRunTwice());
    json.addProperty("campaignHash", ReplayText.hex(result.campaignHash()));
    json.addProperty("violatingWorlds", result.violatingWorlds());
    JsonArray violations = new JsonArray();
    boolean bySeed = plan.strategy().bySeed();
    explored
        .findings()
        .forEach(finding ->
            violations.add(bySeed ? FindingJson.of(finding) : FindingJson.withoutSeed(finding)));
    json.add("violations", violations);
    json.addProperty("signatureFormat", Signature.FORMAT);
    json.add("causes", causes(explored));
    json.add("survey", SurveyJson.of(plan, result.survey()));
    json.add("outcomes", Json.strings(result.outcomes().keySet()));
    JsonObject outcomeWorlds = new JsonObject();
    result.outcomes().forEach(outcomeWorlds::addProperty);
    json.add("outcomeWorlds", outcomeWorlds);
    json.add("schedules", schedules(result));
    exploration(explored.exploration(), json);
    json.addProperty("bound", result.bound().isEmpty() ? null : result.bound());
    json.addProperty("guarded", Notices.unguarded().isEmpty());
    json.add("faults", FaultSummary.json(result));
    json.add("chances", FaultSummary.chancesJson(result));
    json.add("neverStruck", Json.strings(result.neverStruck()));
    RuntimeException failure = result.failure();
    json.addProperty("failure", failure == null ? null : failure.getMessage());
    json.add("neverReached", Json.strings(result.neverReached()));
    json.addProperty("inconclusiveWorlds", result.inconclusiveWorlds());
    json.add("inconclusive", inconclusive(result));
    json.addProperty("stuck", result.stuck());
    json.add("leak", leak(explored.leak()));
    json.addProperty("simulatedSeconds", Json.seconds(result.simulatedNanos()));
    json.addProperty("realSeconds", Json.seconds(result.realNanos()));
    json.addProperty("events", result.events());
    json.addProperty("interrupted", result.interrupted());
    json.addProperty("resume", result.interrupted() ? explored.resume() : null);
    json.addProperty("exitCode", explored.exitCode().number());
    return json;
  }

  private static JsonArray causes(Explored explored) {
    JsonArray array = new JsonArray();
    for (Causes.Cause cause : Causes.of(explored.findings())) {
      JsonObject each = new JsonObject();
      each.addProperty("id", cause.id());
      each.addProperty("property", cause.property());
      each.addProperty("cause", cause.text());
      each.addProperty("step", cause.step());
      Signature plainer = cause.variantOf();
      each.addProperty("variantOf", plainer == null ? null : plainer.id());
      each.addProperty("findings", cause.findings().size());
      Violated violated = explored.violated(cause);
      each.addProperty("keptOfProperty", violated.kept());
      each.addProperty("violatingWorldsOfProperty", violated.worlds());
      each.addProperty("accepted", cause.findings().stream().allMatch(explored.accepted()::covers));
      each.addProperty("replayFile", cause.findings().getFirst().replay().toString());
      array.add(each);
    }
    return array;
  }

  private static JsonObject schedules(CampaignResult result) {
    JsonObject json = new JsonObject();
    result.schedules().forEach((outcome, lines) -> json.add(outcome, Json.strings(lines)));
    return json;
  }

  /** How far a search came that means to see everything; all null for other strategies. */
  private static void exploration(@Nullable Exploration exploration, JsonObject json) {
    Boolean proof = null;
    Boolean complete = null;
    List<String> against = List.of();
    List<String> limits = List.of();
    List<String> assumptions = List.of();
    Long states = null;
    Long transitions = null;
    if (exploration != null) {
      complete = exploration.complete();
      proof = exploration.proof();
      against = exploration.against();
      limits = exploration.limits();
      assumptions = exploration.assumptions();
      if (exploration.states() > 0) {
        states = exploration.states();
        transitions = exploration.transitions();
      }
    }
    json.addProperty("complete", complete);
    json.addProperty("proof", proof);
    json.add("against", Json.strings(against));
    json.add("limits", Json.strings(limits));
    json.add("assumptions", Json.strings(assumptions));
    json.addProperty("states", states);
    json.addProperty("transitions", transitions);
  }

  private static JsonArray inconclusive(CampaignResult result) {
    JsonArray array = new JsonArray();
    for (CampaignResult.Inconclusive world : result.inconclusive()) {
      JsonObject each = new JsonObject();
      each.addProperty("seed", world.seed());
      each.addProperty("reason", world.reason());
      array.add(each);
    }
    return array;
  }

  private static JsonElement leak(@Nullable Leak leak) {
    if (leak == null) {
      return JsonNull.INSTANCE;
    }
    JsonObject json = new JsonObject();
    json.addProperty("seed", leak.seed());
    json.addProperty("equalEvents", leak.event() < 0 ? null : leak.event());
    json.addProperty("first", text(leak.first()));
    json.addProperty("second", text(leak.second()));
    if (!leak.machines().isEmpty()) {
      json.addProperty("machines", leak.machines());
    }
    json.addProperty("summary", leak.summary());
    return json;
  }

  private static @Nullable String text(@Nullable String event) {
    return event == null ? null : event.strip();
  }
}
