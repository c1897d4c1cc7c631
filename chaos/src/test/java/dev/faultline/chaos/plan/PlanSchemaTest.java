package dev.faultline.chaos.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The schema knows the keys that the reader knows, and no others. */
class PlanSchemaTest {
  private final JsonObject schema = JsonParser.parseString(PlanSchema.text()).getAsJsonObject();

  private Set<String> keys(String definition) {
    JsonObject at =
        definition.isEmpty() ? schema : schema.getAsJsonObject("$defs").getAsJsonObject(definition);
    assertThat(at.get("additionalProperties").getAsBoolean()).isFalse();
    return at.getAsJsonObject("properties").keySet();
  }

  @Test
  void the_schema_has_the_keys_of_the_reader() {
    assertThat(keys("")).isEqualTo(PlanReader.PLAN);
    assertThat(keys("target")).isEqualTo(PlanReader.TARGET);
    assertThat(keys("disk")).isEqualTo(PlanReader.DISK);
    assertThat(keys("diskFault")).isEqualTo(FaultReader.ON_DISK);
    assertThat(keys("start")).isEqualTo(PlanReader.START);
    assertThat(keys("proxy")).isEqualTo(PlanReader.PROXY);
    assertThat(keys("phase")).isEqualTo(PlanReader.PHASE);
    assertThat(keys("quiet")).isEqualTo(PlanReader.QUIET);
    assertThat(keys("probe")).isEqualTo(ProbeReader.KEYS);
    assertThat(keys("processFault")).isEqualTo(FaultReader.PROCESS);
    assertThat(keys("proxyFault")).isEqualTo(FaultReader.ON_PROXY);
    JsonObject history =
        schema
            .getAsJsonObject("$defs")
            .getAsJsonObject("check")
            .getAsJsonArray("oneOf")
            .get(1)
            .getAsJsonObject();
    assertThat(history.getAsJsonObject("properties").keySet()).isEqualTo(PlanReader.HISTORY);
  }
}
