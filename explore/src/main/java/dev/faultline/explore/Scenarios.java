package dev.faultline.explore;

import dev.faultline.sim.World;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** Finds scenarios. */
public final class Scenarios {
  private Scenarios() {}

  /**
   * All scenarios that a class loader offers as services, sorted by name.
   *
   * @throws UsageException when one of them cannot be loaded
   */
  public static List<Scenario> all(ClassLoader loader) {
    List<Scenario> scenarios = new ArrayList<>();
    try {
      ServiceLoader.load(Scenario.class, loader).forEach(scenarios::add);
    } catch (ServiceConfigurationError e) {
      throw new UsageException(
          "a scenario is registered that cannot be used: " + e.getMessage(), e);
    }
    scenarios.sort(Comparator.comparing(Scenario::name));
    return scenarios;
  }

  /**
   * A method that takes a {@link World} and sets it up, as a scenario.
   *
   * @param instance of the method's class
   */
  public static Scenario of(Method method, Object instance) {
    return new MethodScenario(method, instance);
  }

  /**
   * The scenario of that name, or of that class; or the method that {@code Class#method} names,
   * which sets up the {@link World} that it is given.
   *
   * @throws UsageException when there is none, with the names that there are
   */
  public static Scenario find(String target, ClassLoader loader) {
    if (MethodScenario.isNamed(target)) {
      return MethodScenario.find(target, loader);
    }
    List<Scenario> scenarios = all(loader);
    for (Scenario scenario : scenarios) {
      if (scenario.name().equals(target)) {
        return scenario;
      }
    }
    String names = scenarios.stream().map(Scenario::name).collect(Collectors.joining(", "));
    Class<?> type;
    try {
      type = Class.forName(target, true, loader);
    } catch (ClassNotFoundException | LinkageError e) {
      throw new UsageException(
          "there is no target '"
              + target
              + "'"
              + meant(target, scenarios)
              + "expected "
              + (names.isEmpty() ? "" : "one of " + names + ", or ")
              + "the name of a class on --classpath that implements "
              + Scenario.class.getName(),
          e);
    }
    try {
      return (Scenario) type.getConstructor().newInstance();
    } catch (ClassCastException e) {
      throw new UsageException(
          "class " + target + " does not implement " + Scenario.class.getName(), e);
    } catch (ReflectiveOperationException e) {
      throw new UsageException(
          "class " + target + " needs a public constructor without parameters: " + e, e);
    }
  }

  /** The name that somebody most likely meant, as a question, where one is near. */
  private static String meant(String target, List<Scenario> scenarios) {
    int most = Math.max(1, target.length() / 4);
    return scenarios.stream()
        .map(Scenario::name)
        .filter(name -> mistakes(target, name) <= most || name.startsWith(target))
        .min(Comparator.comparingInt(name -> mistakes(target, name)))
        .map(name -> "; did you mean " + name + "? Otherwise ")
        .orElse("; ");
  }

  /** How many letters are wrong, missing or too many (Levenshtein 1966). */
  private static int mistakes(String one, String other) {
    int[] row = new int[other.length() + 1];
    for (int j = 0; j <= other.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int changed = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(changed, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[other.length()];
  }
}
