package dev.faultline.chaos.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/**
 * A plan that is complete except for its phases. Its text is read like that of any plan, so that an
 * invalid plan is rejected with the same messages.
 */
final class PlanDraft {
  /**
   * A phase that was drawn.
   *
   * @param faults as in YAML
   */
  record Drawn(long millis, List<Map<String, Object>> faults) {
    Drawn {
      faults = List.copyOf(faults);
    }
  }

  private final Path folder;
  private final String text;
  private final List<Object> calm = new ArrayList<>();

  /**
   * A draft.
   *
   * @param text of the plan; its phases before the first fault stay, since they say when the system
   *     is at work
   */
  PlanDraft(Path folder, String text) {
    this.folder = folder;
    this.text = text;
    Object phases = root().get("phases");
    if (phases instanceof List<?> all) {
      for (Object phase : all) {
        if (!(phase instanceof Map<?, ?> fields) || fields.get("faults") != null) {
          break;
        }
        calm.add(phase);
      }
    }
  }

  private Map<String, Object> root() {
    Object loaded = new Load(LoadSettings.builder().build()).loadFromString(text);
    Map<String, Object> root = new LinkedHashMap<>();
    if (loaded instanceof Map<?, ?> fields) {
      fields.forEach((key, value) -> root.put(String.valueOf(key), value));
    }
    return root;
  }

  /** The text of a plan with these phases. */
  String yaml(List<Drawn> drawn, long seed) {
    Map<String, Object> root = root();
    List<Object> phases = new ArrayList<>(calm);
    int number = 0;
    for (Drawn one : drawn) {
      Map<String, Object> phase = new LinkedHashMap<>();
      phase.put("name", (one.faults().isEmpty() ? "calm " : "faults ") + ++number);
      phase.put("duration", one.millis() + "ms");
      if (!one.faults().isEmpty()) {
        phase.put("faults", one.faults());
      }
      phases.add(phase);
    }
    root.put("seed", seed);
    root.put("phases", phases);
    return new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setWidth(160)
                .setDereferenceAliases(true)
                .build())
        .dumpToString(root);
  }

  /**
   * The plan.
   *
   * @throws PlanException if the plan is invalid, for example because it would strike more targets
   *     than its limit
   */
  Plan plan(List<Drawn> drawn, long seed) {
    return PlanReader.parse("drawn plan", folder, yaml(drawn, seed));
  }
}
