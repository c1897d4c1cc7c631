package dev.faultline.cli.topology;

import dev.faultline.chaos.yaml.YamlValue;
import dev.faultline.check.named.NamedCheck;
import dev.faultline.core.Synchrony;
import dev.faultline.core.SystemModel;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Reads what has to hold of the lines that programs print. */
final class RuleReader {
  static final List<String> KINDS =
      List.of("never", "at-most-once", "sometimes", "eventually", "history");
  static final Set<String> EVENTUALLY = Set.of("different", "within");
  static final Set<String> HISTORY = Set.of("model", "level");

  private final Set<String> nodes = new LinkedHashSet<>();
  private final SystemModel model;
  private final boolean heals;

  /**
   * A reader.
   *
   * @param programs whose lines may be named
   * @param model that the adversary keeps to
   * @param heals whether faults end
   */
  RuleReader(List<Topology.NodeProgram> programs, SystemModel model, boolean heals) {
    this.model = model;
    programs.forEach(each -> nodes.add(each.name()));
    this.heals = heals;
  }

  List<Rule> read(Optional<YamlValue> properties) {
    Set<String> names = new LinkedHashSet<>();
    List<Rule> rules = new ArrayList<>();
    for (YamlValue value : properties.map(YamlValue::list).orElse(List.of())) {
      Rule rule = rule(value);
      if (!names.add(rule.name())) {
        throw value.wrong("the property '" + rule.name() + "' is there twice");
      }
      rules.add(rule);
    }
    return rules;
  }

  private Rule rule(YamlValue value) {
    Map<String, YamlValue> fields = value.fields();
    List<String> kinds = KINDS.stream().filter(fields::containsKey).toList();
    if (kinds.size() != 1) {
      throw value.wrong("a property has to have one of " + String.join(", ", KINDS));
    }
    String kind = kinds.getFirst();
    Set<String> known = new LinkedHashSet<>(Set.of("name", "of", kind));
    known.addAll(kind.equals("eventually") ? EVENTUALLY : Set.of());
    known.addAll(kind.equals("history") ? HISTORY : Set.of());
    value.fields(known);
    String name = value.required(fields, "name").text();
    Rule.Lines lines = lines(value.required(fields, kind), YamlValue.in(fields, "of"));
    return switch (kind) {
      case "never" -> new Rule.Never(name, lines);
      case "at-most-once" -> new Rule.AtMostOnce(name, lines);
      case "sometimes" -> new Rule.Sometimes(name, lines);
      case "eventually" -> eventually(value, fields, name, lines);
      case "history" -> new Rule.OfHistory(name, lines, history(value, fields));
      default -> throw new AssertionError(kind);
    };
  }

  private Rule eventually(
      YamlValue value, Map<String, YamlValue> fields, String name, Rule.Lines lines) {
    if (model.synchrony() instanceof Synchrony.Asynchronous) {
      throw value
          .required(fields, "eventually")
          .wrong(
              "'eventually' cannot be promised in the asynchronous model; set 'timing' to"
                  + " partially-synchronous");
    }
    if (!heals) {
      throw value
          .required(fields, "eventually")
          .wrong("'eventually' needs a time at which faults end; set 'heal-after' of the topology");
    }
    return new Rule.Eventually(
        name,
        lines,
        YamlValue.in(fields, "different").map(each -> (int) each.whole(1, 1_000_000)).orElse(1),
        value.required(fields, "within").duration());
  }

  private static NamedCheck history(YamlValue value, Map<String, YamlValue> fields) {
    YamlValue model = value.required(fields, "model");
    String level = YamlValue.in(fields, "level").map(YamlValue::text).orElse("linearizable");
    return model.said(() -> NamedCheck.of(model.text(), level));
  }

  private Rule.Lines lines(YamlValue pattern, Optional<YamlValue> of) {
    List<String> whose = new ArrayList<>();
    for (YamlValue each : of.map(YamlValue::list).orElse(List.of())) {
      if (!nodes.contains(each.text())) {
        throw each.wrong(
            "there is no node '%s', expected one of %s"
                .formatted(each.text(), String.join(", ", nodes)));
      }
      whose.add(each.text());
    }
    try {
      return new Rule.Lines(Pattern.compile(pattern.text()), whose);
    } catch (PatternSyntaxException e) {
      throw pattern.wrong(
          "'%s' is not a regular expression: %s".formatted(pattern.text(), e.getDescription()));
    }
  }
}
