package dev.faultline.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.faultline.explore.campaign.Version;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Findings as code scanning reads them: SARIF 2.1.0 (OASIS Standard, 2020). */
final class Sarif {
  private Sarif() {}

  /** The document; what passed is not in it. */
  static String of(List<TestCase> cases) {
    List<TestCase> found =
        cases.stream().filter(each -> each.kind() != TestCase.Kind.PASSED).toList();
    JsonObject driver = new JsonObject();
    driver.addProperty("name", "Faultline");
    driver.addProperty("version", Version.text());
    Map<String, String> ids = ids(found);
    driver.add("rules", rules(ids));
    JsonObject tool = new JsonObject();
    tool.add("driver", driver);
    JsonArray results = new JsonArray();
    found.forEach(each -> results.add(result(each, ids.getOrDefault(each.rule(), ""))));
    JsonObject run = new JsonObject();
    run.add("tool", tool);
    run.add("results", results);
    JsonArray runs = new JsonArray();
    runs.add(run);
    JsonObject json = new JsonObject();
    json.addProperty("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
    json.addProperty("version", "2.1.0");
    json.add("runs", runs);
    return Json.text(json) + "\n";
  }

  /** The rules by what they are about; two that would have one id get numbers. */
  private static Map<String, String> ids(List<TestCase> found) {
    Map<String, String> ids = new LinkedHashMap<>();
    Set<String> taken = new LinkedHashSet<>();
    for (TestCase each : found) {
      if (!ids.containsKey(each.rule())) {
        String id = id(each.rule());
        String free = id;
        for (int i = 2; !taken.add(free); i++) {
          free = id + "-" + i;
        }
        ids.put(each.rule(), free);
      }
    }
    return ids;
  }

  private static JsonArray rules(Map<String, String> ids) {
    JsonArray rules = new JsonArray();
    ids.forEach((name, id) -> {
      JsonObject rule = new JsonObject();
      rule.addProperty("id", id);
      rule.add("shortDescription", text(name));
      rules.add(rule);
    });
    return rules;
  }

  private static JsonObject result(TestCase each, String ruleId) {
    JsonObject result = new JsonObject();
    result.addProperty("ruleId", ruleId);
    result.addProperty(
        "level",
        switch (each.kind()) {
          case FAILED -> "error";
          case UNDECIDED -> "warning";
          case ACCEPTED, PASSED -> "note";
        });
    result.add(
        "message",
        text(each.message() + (each.details().isEmpty() ? "" : "\n\n" + each.details())));
    if (!each.file().isEmpty()) {
      result.add("locations", locations(each));
    }
    if (!each.fingerprint().isEmpty()) {
      JsonObject fingerprints = new JsonObject();
      fingerprints.addProperty("faultlineSignature/v1", each.fingerprint());
      result.add("partialFingerprints", fingerprints);
    }
    if (each.kind() == TestCase.Kind.ACCEPTED) {
      JsonObject suppression = new JsonObject();
      suppression.addProperty("kind", "external");
      JsonArray suppressions = new JsonArray();
      suppressions.add(suppression);
      result.add("suppressions", suppressions);
    }
    return result;
  }

  private static JsonArray locations(TestCase each) {
    JsonObject artifact = new JsonObject();
    artifact.addProperty("uri", uri(each.file()));
    JsonObject physical = new JsonObject();
    physical.add("artifactLocation", artifact);
    if (each.line() > 0) {
      JsonObject region = new JsonObject();
      region.addProperty("startLine", each.line());
      physical.add("region", region);
    }
    JsonObject location = new JsonObject();
    location.add("physicalLocation", physical);
    JsonArray locations = new JsonArray();
    locations.add(location);
    return locations;
  }

  private static String uri(String file) {
    try {
      return new URI(null, null, file.replace('\\', '/'), null).getRawPath();
    } catch (URISyntaxException e) {
      return file;
    }
  }

  private static JsonObject text(String text) {
    JsonObject json = new JsonObject();
    json.addProperty("text", text);
    return json;
  }

  /** A name as rules have them: letters, digits and dashes. */
  private static String id(String name) {
    String id = name.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "-");
    return id.isEmpty() || id.equals("-") ? "property" : id;
  }
}
