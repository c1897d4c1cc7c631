package dev.faultline.bench.explore;

import dev.faultline.explore.Scenario;
import dev.faultline.explore.Scenarios;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A scenario with its settings, from the arguments {@code TARGET [KEY=VALUE...]}. */
record Target(Scenario scenario, Settings settings) {
  static Target of(List<String> args, String byDefault, Map<String, String> settingsByDefault) {
    Scenario scenario =
        Scenarios.find(args.isEmpty() ? byDefault : args.getFirst(), Target.class.getClassLoader());
    Map<String, String> given = new LinkedHashMap<>(args.isEmpty() ? settingsByDefault : Map.of());
    for (String arg : args.subList(Math.min(1, args.size()), args.size())) {
      given.put(arg.substring(0, arg.indexOf('=')), arg.substring(arg.indexOf('=') + 1));
    }
    return new Target(scenario, new Settings(scenario.settings(), given));
  }

  CampaignPlan plan(long seed) {
    return CampaignPlan.of(scenario, settings, seed).withRecheckEvery(0);
  }
}
