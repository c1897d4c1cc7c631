package dev.faultline.architecture;

import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Dependencies point downward: a class may use its own module and modules of lower layers. */
final class Layers {
  private static final Map<String, Integer> LAYER =
      Map.ofEntries(
          entry("hook", -1),
          entry("core", 0),
          entry("agent", 0),
          entry("check", 1),
          entry("guard", 1),
          entry("group", 1),
          entry("disk", 1),
          entry("jvm", 1),
          entry("link", 1),
          entry("sim", 2),
          entry("linkworld", 2),
          entry("runtime", 2),
          entry("mount", 2),
          entry("chaos", 2),
          entry("stories", 2),
          entry("links", 3),
          entry("explore", 3),
          entry("slf4j", 3),
          entry("report", 4),
          entry("junit", 5),
          entry("examples", 5),
          entry("cli", 6));

  private Layers() {}

  /**
   * One line for each dependency that points upward or sideways among the classes under {@code
   * root}.
   */
  static List<String> violationsIn(String root, Iterable<JavaClass> classes) {
    List<String> violations = new ArrayList<>();
    for (JavaClass type : classes) {
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (target.getName().startsWith(root) && !isDownward(root, type, target)) {
          violations.add(
              "%s may not depend on %s: dependencies point from cli down to core; move the shared part to the lower module (%s)"
                  .formatted(
                      Product.module(root, type),
                      Product.module(root, target),
                      dependency.getDescription()));
        }
      }
    }
    return violations;
  }

  private static boolean isDownward(String root, JavaClass from, JavaClass to) {
    String upper = Product.module(root, from);
    String lower = Product.module(root, to);
    // Examples are found by the service loader, never named.
    return upper.equals(lower) || (!lower.equals("examples") && layer(lower) < layer(upper));
  }

  private static int layer(String module) {
    Integer layer = LAYER.get(module);
    if (layer == null) {
      throw new IllegalStateException("module " + module + " has no layer; give it one in Layers");
    }
    return layer;
  }
}
