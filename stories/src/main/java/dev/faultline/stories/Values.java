package dev.faultline.stories;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** What the parameters of a story are in one run. Immutable. */
public final class Values {
  private final SequencedMap<String, Parameter> parameters = new LinkedHashMap<>();
  private final SequencedMap<String, Double> values = new LinkedHashMap<>();

  private Values() {}

  /** Each parameter with its own value. */
  public static Values of(List<Parameter> parameters) {
    Values all = new Values();
    for (Parameter parameter : parameters) {
      all.parameters.put(parameter.name(), parameter);
      all.values.put(parameter.name(), parameter.value());
    }
    return all;
  }

  /**
   * The same with some values that a reader wrote.
   *
   * @throws IllegalArgumentException if there is no such parameter, or the value is no number in
   *     its range; the message says which is expected
   */
  public Values with(Map<String, String> written) {
    Values changed = this;
    for (Map.Entry<String, String> each : written.entrySet()) {
      Parameter parameter = parameters.get(each.getKey());
      if (parameter == null) {
        throw new IllegalArgumentException(
            "there is no parameter '%s'; expected one of %s"
                .formatted(each.getKey(), String.join(", ", parameters.keySet())));
      }
      changed = changed.with(each.getKey(), parse(parameter, each.getValue()));
    }
    return changed;
  }

  /** The same with another value, which has to be in its range. */
  public Values with(String name, double value) {
    Parameter parameter = parameter(name);
    if (!fits(parameter, value)) {
      throw outside(parameter, Parameter.argument(value));
    }
    Values changed = new Values();
    changed.parameters.putAll(parameters);
    changed.values.putAll(values);
    changed.values.put(name, value);
    return changed;
  }

  /** The value of a parameter. */
  public double get(String name) {
    parameter(name);
    return values.getOrDefault(name, Double.NaN);
  }

  /** The value of a parameter that counts things. */
  public int count(String name) {
    return (int) Math.round(get(name));
  }

  /** The value of a parameter with its unit. */
  public String text(String name) {
    return parameter(name).text(get(name));
  }

  /** What differs from the defaults, as arguments for the command line. */
  public String arguments() {
    StringBuilder text = new StringBuilder();
    parameters.forEach((name, parameter) -> {
      if (get(name) != parameter.value()) {
        text.append(" --set ").append(name).append('=');
        text.append(Parameter.argument(get(name)));
      }
    });
    return text.toString();
  }

  private Parameter parameter(String name) {
    Parameter parameter = parameters.get(name);
    if (parameter == null) {
      throw new AssertionError("the story has no parameter " + name);
    }
    return parameter;
  }

  private static double parse(Parameter parameter, String text) {
    double value;
    try {
      value = Double.parseDouble(text);
    } catch (NumberFormatException e) {
      throw outside(parameter, text);
    }
    if (!fits(parameter, value)) {
      throw outside(parameter, text);
    }
    return value;
  }

  private static boolean fits(Parameter parameter, double value) {
    return value >= parameter.least()
        && value <= parameter.most()
        && (!parameter.isCount() || value == Math.rint(value));
  }

  private static IllegalArgumentException outside(Parameter parameter, String text) {
    return new IllegalArgumentException(
        "%s is '%s', expected a %snumber from %s to %s"
            .formatted(
                parameter.name(),
                text,
                parameter.isCount() ? "whole " : "",
                Parameter.argument(parameter.least()),
                Parameter.argument(parameter.most())));
  }
}
