package dev.faultline.bench.bank;

import dev.faultline.explore.Program;
import dev.faultline.explore.Scenario;
import dev.faultline.explore.Setting;
import dev.faultline.explore.Settings;
import dev.faultline.explore.campaign.CampaignPlan;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** A program of the bank under the campaign that a user gets who asks for nothing in particular. */
record BankScenario(String name, Program program) implements Scenario {
  static CampaignPlan plan(String name, Program program, long seed) {
    return CampaignPlan.of(
        new BankScenario(name, program), new Settings(List.of(), Map.of()), seed);
  }

  @Override
  public String description() {
    return "a planted bug";
  }

  @Override
  public List<Setting> settings() {
    return List.of();
  }

  @Override
  public Program program(Settings settings) {
    return program;
  }

  @Override
  public Duration duration() {
    return Bank.DURATION;
  }
}
