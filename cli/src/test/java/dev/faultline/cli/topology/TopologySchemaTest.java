package dev.faultline.cli.topology;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The schema knows the keys that the readers know, and no others. */
final class TopologySchemaTest {
  private final JsonObject schema = JsonParser.parseString(TopologySchema.text()).getAsJsonObject();

  private Set<String> keys(JsonObject at) {
    assertThat(at.get("additionalProperties").getAsBoolean()).isFalse();
    return at.getAsJsonObject("properties").keySet();
  }

  private Set<String> keys(String definition) {
    return keys(schema.getAsJsonObject("$defs").getAsJsonObject(definition));
  }

  @Test
  void the_schema_has_the_keys_of_the_readers() {
    assertThat(keys(schema)).isEqualTo(TopologyReader.TOPOLOGY);
    assertThat(keys(schema.getAsJsonObject("properties").getAsJsonObject("disk")))
        .isEqualTo(TopologyReader.DISK);
    assertThat(keys("program")).isEqualTo(ProgramReader.PROGRAM);
    assertThat(keys("defaults")).isEqualTo(ProgramReader.DEFAULTS);
    assertThat(keys("model")).isEqualTo(ModelReader.MODEL);
    Set<String> rule = new LinkedHashSet<>(RuleReader.KINDS);
    rule.addAll(RuleReader.EVENTUALLY);
    rule.addAll(RuleReader.HISTORY);
    rule.addAll(List.of("name", "of"));
    assertThat(keys("property")).isEqualTo(rule);
  }
}
