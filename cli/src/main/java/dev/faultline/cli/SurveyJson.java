package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.explore.CampaignSurvey;
import dev.faultline.explore.campaign.CampaignPlan;

/** What a campaign saw on its way, for programs. How fast it went is no part of it. */
final class SurveyJson {
  private SurveyJson() {}

  static JsonObject of(CampaignPlan plan, CampaignSurvey survey) {
    JsonObject json = new JsonObject();
    JsonArray reached = new JsonArray();
    for (CampaignSurvey.Reached each : survey.reached()) {
      JsonObject one = new JsonObject();
      one.addProperty("name", each.name());
      one.addProperty("worlds", each.worlds());
      // A seed that does not bring its world back would mislead.
      boolean usable = each.worlds() > 0 && plan.strategy().bySeed();
      one.addProperty("firstSeed", usable ? each.firstSeed() : null);
      reached.add(one);
    }
    json.add("sometimes", reached);
    JsonObject violations = new JsonObject();
    survey.violations().forEach(violations::addProperty);
    json.add("violatingWorlds", violations);
    boolean measured = !survey.behaviours().isEmpty();
    json.addProperty("behaviours", measured ? survey.behaviours().getLast().seen() : null);
    json.addProperty("newLately", survey.newLately() < 0 ? null : survey.newLately());
    return json;
  }
}
