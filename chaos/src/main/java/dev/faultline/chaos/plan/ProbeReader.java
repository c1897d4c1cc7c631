package dev.faultline.chaos.plan;

import dev.faultline.chaos.yaml.YamlValue;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads probes. */
final class ProbeReader {
  static final Set<String> KEYS =
      Set.of("name", "command", "tcp", "http", "status", "sql", "url", "driver", "is");

  private static final Set<String> KINDS = Set.of("command", "tcp", "http", "sql");

  private ProbeReader() {}

  static List<Probe> list(Optional<YamlValue> value) {
    return value.map(YamlValue::list).orElse(List.of()).stream().map(ProbeReader::read).toList();
  }

  static Probe read(YamlValue value) {
    return read(value, value.fields(KEYS));
  }

  static Probe read(YamlValue value, Map<String, YamlValue> fields) {
    long kinds = fields.keySet().stream().filter(KINDS::contains).count();
    if (kinds != 1) {
      throw value.wrong("a probe has to have one of command, tcp, http and sql, and has " + kinds);
    }
    for (String key : List.of("url", "driver", "is")) {
      if (fields.containsKey(key) && !fields.containsKey("sql")) {
        throw value.wrong("'" + key + "' is of sql probes only");
      }
    }
    if (fields.containsKey("status") && !fields.containsKey("http")) {
      throw value.wrong("'status' is of http probes only");
    }
    Optional<String> name = YamlValue.in(fields, "name").map(YamlValue::text);
    if (fields.containsKey("command")) {
      String command = value.required(fields, "command").text();
      return new Probe.Command(name.orElse(command), command);
    }
    if (fields.containsKey("tcp")) {
      return tcp(name, value.required(fields, "tcp"));
    }
    if (fields.containsKey("sql")) {
      return sql(name, value, fields);
    }
    return http(name, value.required(fields, "http"), YamlValue.in(fields, "status"));
  }

  private static Probe tcp(Optional<String> name, YamlValue value) {
    String text = value.text();
    int colon = text.lastIndexOf(':');
    String port = text.substring(colon + 1);
    if (colon < 1 || !port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > 65_535) {
      throw value.wrong("'" + text + "' is not an address, expected HOST:PORT");
    }
    return new Probe.Tcp(
        name.orElse("tcp " + text), text.substring(0, colon), Integer.parseInt(port));
  }

  private static Probe sql(Optional<String> name, YamlValue value, Map<String, YamlValue> fields) {
    String query = value.required(fields, "sql").text();
    YamlValue url = value.required(fields, "url");
    if (!url.text().startsWith("jdbc:")) {
      throw url.wrong("'" + url.text() + "' is not a URL of a database, expected jdbc:…");
    }
    String driver = value.required(fields, "driver").text();
    return new Probe.Sql(
        name.orElse(query),
        query,
        url.text(),
        driver,
        YamlValue.in(fields, "is").map(YamlValue::word));
  }

  private static Probe http(Optional<String> name, YamlValue value, Optional<YamlValue> status) {
    String text = value.text();
    URI uri = value.said(() -> URI.create(text));
    if (uri.getHost() == null
        || !Set.of("http", "https").contains(String.valueOf(uri.getScheme()))) {
      throw value.wrong("'" + text + "' is not a URL, expected http://HOST…");
    }
    if (uri.getPort() == 0 || uri.getPort() > 65_535) {
      throw value.wrong("'" + text + "' has port " + uri.getPort() + ", expected 1 to 65535");
    }
    int expected = status.map(one -> (int) one.whole(100, 599)).orElse(200);
    return new Probe.Http(name.orElse("http " + text), uri, expected);
  }
}
