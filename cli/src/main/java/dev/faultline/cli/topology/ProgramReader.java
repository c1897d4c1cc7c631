package dev.faultline.cli.topology;

import dev.faultline.chaos.yaml.YamlValue;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads the programs of a topology. */
final class ProgramReader {
  static final Set<String> PROGRAM =
      Set.of(
          "name",
          "classpath",
          "main",
          "arguments",
          "properties",
          "environment",
          "files",
          "address");
  static final Set<String> DEFAULTS =
      Set.of("classpath", "main", "arguments", "properties", "environment", "files");
  static final Set<String> FROM = Set.of("from");

  private final Path folder;
  private final Map<String, YamlValue> topology;
  private final Map<String, YamlValue> defaults;
  private final ClassPathReader classPaths;
  private final Set<String> names = new LinkedHashSet<>();
  private final Set<String> addresses = new LinkedHashSet<>();

  /**
   * A reader.
   *
   * @param folder to which paths are relative
   * @param topology its fields
   */
  ProgramReader(Path folder, Map<String, YamlValue> topology) {
    this.folder = folder;
    this.topology = topology;
    defaults =
        YamlValue.in(topology, "defaults").map(each -> each.fields(DEFAULTS)).orElse(Map.of());
    classPaths =
        new ClassPathReader(
            folder,
            YamlValue.in(topology, "repository")
                .map(each -> each.path(folder))
                .orElseGet(ClassPathReader::localRepository));
  }

  /** All programs: nodes first, then clients. */
  List<Topology.NodeProgram> read(YamlValue root) {
    List<Topology.NodeProgram> programs = new ArrayList<>();
    YamlValue nodes = root.required(topology, "nodes");
    nodes.list().forEach(each -> programs.add(program(each, false)));
    if (programs.isEmpty()) {
      throw nodes.wrong("there is no node, expected at least one");
    }
    YamlValue.in(topology, "clients")
        .ifPresent(clients -> clients.list().forEach(each -> programs.add(program(each, true))));
    return programs;
  }

  private Topology.NodeProgram program(YamlValue value, boolean client) {
    Map<String, YamlValue> own = value.fields(PROGRAM);
    YamlValue name = value.required(own, "name");
    if (!names.add(name.name())) {
      throw name.wrong("'" + name.name() + "' is there twice in nodes and clients");
    }
    Map<String, YamlValue> fields = new LinkedHashMap<>(defaults);
    fields.putAll(own);
    YamlValue classPath = value.required(fields, "classpath");
    return new Topology.NodeProgram(
        value.required(fields, "main").place(),
        name.name(),
        client,
        classPaths.read(classPath),
        value.required(fields, "main").text(),
        YamlValue.in(fields, "arguments")
            .map(all -> all.list().stream().map(YamlValue::word).toList())
            .orElse(List.of()),
        words("properties", own),
        words("environment", own),
        files(own),
        address(own));
  }

  /** A mapping of the defaults, with what this program says of it. */
  private Map<String, String> words(String key, Map<String, YamlValue> own) {
    Map<String, String> words = new LinkedHashMap<>();
    merged(key, own).forEach((name, value) -> words.put(name, value.word()));
    return words;
  }

  private Map<String, YamlValue> merged(String key, Map<String, YamlValue> own) {
    Map<String, YamlValue> merged = new LinkedHashMap<>();
    YamlValue.in(defaults, key).ifPresent(all -> merged.putAll(all.fields()));
    YamlValue.in(own, key).ifPresent(all -> merged.putAll(all.fields()));
    return merged;
  }

  private Map<String, Topology.Content> files(Map<String, YamlValue> own) {
    Map<String, Topology.Content> files = new LinkedHashMap<>();
    merged("files", own)
        .forEach((path, value) -> {
          if (!path.startsWith("/") || path.endsWith("/")) {
            throw value.wrong(
                "the file '%s' has no absolute path, expected one such as /conf/app.properties"
                    .formatted(path));
          }
          files.put(path, content(value));
        });
    return files;
  }

  private Topology.Content content(YamlValue value) {
    if (value.isText()) {
      return new Topology.Content.Text(value.word());
    }
    YamlValue from = value.required(value.fields(FROM), "from");
    Path file = from.path(folder);
    try {
      return new Topology.Content.Bytes(Files.readAllBytes(file));
    } catch (IOException e) {
      throw from.wrong("'%s' cannot be read; name a file of this machine".formatted(file));
    }
  }

  private Optional<String> address(Map<String, YamlValue> own) {
    Optional<YamlValue> address = YamlValue.in(own, "address");
    address.ifPresent(value -> {
      if (!addresses.add(value.text())) {
        throw value.wrong(
            "the address %s is there twice; give each program one of its own"
                .formatted(value.text()));
      }
    });
    return address.map(YamlValue::text);
  }
}
