package dev.faultline.cli.topology;

import dev.faultline.chaos.yaml.YamlValue;
import dev.faultline.core.SystemModel;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Reads what the adversary may do. */
final class ModelReader {
  static final Set<String> MODEL =
      Set.of("timing", "max-delay", "failures", "at-most", "for-good", "links");

  private static final Duration MAX_DELAY = Duration.ofSeconds(1);

  private ModelReader() {}

  /** The model; without one, links that lose messages, and no crash. */
  static SystemModel read(Optional<YamlValue> given, int programs) {
    if (given.isEmpty()) {
      return SystemModel.partiallySynchronous().fairLossLinks();
    }
    YamlValue value = given.get();
    Map<String, YamlValue> fields = value.fields(MODEL);
    return links(fields, failures(value, fields, timing(fields), programs));
  }

  private static SystemModel timing(Map<String, YamlValue> fields) {
    Duration delay = YamlValue.in(fields, "max-delay").map(YamlValue::duration).orElse(MAX_DELAY);
    YamlValue timing = fields.get("timing");
    String name = timing == null ? "partially-synchronous" : timing.text();
    return switch (name) {
      case "partially-synchronous" -> SystemModel.partiallySynchronous(delay);
      case "asynchronous" -> {
        YamlValue.in(fields, "max-delay")
            .ifPresent(each -> {
              throw each.wrong("an asynchronous model has no 'max-delay'; leave it out");
            });
        yield SystemModel.asynchronous();
      }
      default ->
          throw Objects.requireNonNull(timing)
              .wrong(
                  "'%s' is not a timing, expected partially-synchronous or asynchronous"
                      .formatted(name));
    };
  }

  private static SystemModel failures(
      YamlValue value, Map<String, YamlValue> fields, SystemModel model, int programs) {
    YamlValue failures = fields.get("failures");
    if (failures == null) {
      for (String key : new String[] {"at-most", "for-good"}) {
        YamlValue.in(fields, key)
            .ifPresent(each -> {
              throw each.wrong("'%s' needs 'failures', such as crash-recovery".formatted(key));
            });
      }
      return model;
    }
    int most = (int) value.required(fields, "at-most").whole(0, programs);
    Optional<YamlValue> forGood = YamlValue.in(fields, "for-good");
    if (forGood.isPresent() && !failures.text().equals("crash-recovery")) {
      throw forGood.get().wrong("'for-good' is for crash-recovery, and not for " + failures.text());
    }
    return switch (failures.text()) {
      case "crash-stop" -> model.crashStop(most);
      case "omission" -> model.omission(most);
      case "crash-recovery" ->
          model.crashRecovery(most, forGood.map(each -> (int) each.whole(0, most)).orElse(0));
      default ->
          throw failures.wrong(
              "'%s' is not a kind of failures, expected crash-recovery, crash-stop or omission"
                  .formatted(failures.text()));
    };
  }

  private static SystemModel links(Map<String, YamlValue> fields, SystemModel model) {
    YamlValue links = fields.get("links");
    return links == null
        ? model.fairLossLinks()
        : switch (links.text()) {
          case "fair-loss" -> model.fairLossLinks();
          case "perfect" -> model.perfectLinks();
          default ->
              throw links.wrong(
                  "'%s' is not a kind of links, expected fair-loss or perfect"
                      .formatted(links.text()));
        };
  }
}
