package dev.faultline.chaos.yaml;

import dev.faultline.chaos.monkey.process.DurationText;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/**
 * A value of a YAML file, with its place. Errors are reported as a {@link YamlException} with line
 * and column. Immutable.
 */
public final class YamlValue {
  private final String file;
  private final Node node;

  private YamlValue(String file, Node node) {
    this.file = file;
    this.node = node;
  }

  /**
   * Parses a text with exactly one document.
   *
   * @param file the name of the file in messages
   * @param what the expected content, such as {@code a plan}
   */
  public static YamlValue parse(String file, String text, String what) {
    LoadSettings settings = LoadSettings.builder().setLabel(file).build();
    try {
      return new Compose(settings)
          .composeString(text)
          .map(node -> new YamlValue(file, node))
          .orElseThrow(() -> new YamlException(file + " is empty, expected " + what));
    } catch (MarkedYamlEngineException e) {
      Place place = e.getProblemMark().map(mark -> place(file, mark)).orElse(new Place(file, 1, 1));
      throw new YamlException(place + ": " + oneLine(e.getProblem()), e);
    } catch (YamlEngineException e) {
      throw new YamlException(file + ": " + oneLine(e.getMessage()), e);
    } catch (StackOverflowError e) {
      throw new YamlException(
          file + " has lists or mappings in each other too deeply to be read", e);
    }
  }

  private static String oneLine(@Nullable String text) {
    return String.valueOf(text).strip().replaceAll("\\s*\\R\\s*", " ");
  }

  private static Place place(String file, Mark mark) {
    return new Place(file, mark.getLine() + 1, mark.getColumn() + 1);
  }

  /** Where the value begins. */
  public Place place() {
    return node.getStartMark().map(mark -> place(file, mark)).orElse(new Place(file, 1, 1));
  }

  /** Creates an exception that reports an error in this value. */
  public YamlException wrong(String what) {
    return place().wrong(what);
  }

  private String shown() {
    return switch (node) {
      case ScalarNode scalar -> "'" + scalar.getValue() + "'";
      case SequenceNode sequence -> "a list";
      default -> "a mapping";
    };
  }

  /** The fields of a mapping. Rejects keys that are not in {@code known}. */
  public Map<String, YamlValue> fields(Set<String> known) {
    return fields(known, "");
  }

  /** Like {@link #fields(Set)}, but adds {@code advice} to the message about an unknown key. */
  public Map<String, YamlValue> fields(Set<String> known, String advice) {
    Map<String, YamlValue> fields = fields();
    for (NodeTuple tuple : ((MappingNode) node).getValue()) {
      YamlValue key = new YamlValue(file, tuple.getKeyNode());
      if (!known.contains(key.text())) {
        throw key.wrong(
            "there is no '%s' here, expected one of %s%s"
                .formatted(key.text(), String.join(", ", new TreeSet<>(known)), advice));
      }
    }
    return fields;
  }

  /** All fields of a mapping. */
  public Map<String, YamlValue> fields() {
    if (!(node instanceof MappingNode mapping)) {
      throw wrong("here is " + shown() + ", expected a mapping of keys and values");
    }
    Map<String, YamlValue> fields = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      YamlValue key = new YamlValue(file, tuple.getKeyNode());
      if (fields.put(key.text(), new YamlValue(file, tuple.getValueNode())) != null) {
        throw key.wrong("key '" + key.text() + "' is there twice");
      }
    }
    return fields;
  }

  /** A required field. */
  public YamlValue required(Map<String, YamlValue> fields, String key) {
    YamlValue value = fields.get(key);
    if (value == null) {
      throw wrong("there is no '" + key + "' here, which is needed");
    }
    return value;
  }

  /** The values of a list. */
  public List<YamlValue> list() {
    if (!(node instanceof SequenceNode sequence)) {
      throw wrong("here is " + shown() + ", expected a list");
    }
    List<YamlValue> list = new ArrayList<>();
    for (Node one : sequence.getValue()) {
      list.add(new YamlValue(file, one));
    }
    return list;
  }

  /** The texts of a list. */
  public List<String> texts() {
    return list().stream().map(YamlValue::text).toList();
  }

  /** Whether the value is a scalar: neither a list nor a mapping. */
  public boolean isText() {
    return node instanceof ScalarNode;
  }

  /** A text that is not empty. */
  public String text() {
    if (node instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
      return scalar.getValue();
    }
    throw wrong("here is " + (isText() ? "nothing" : shown()) + ", expected a text");
  }

  /** A text that may be empty if it is quoted, such as a word of a command. */
  public String word() {
    boolean quoted = node instanceof ScalarNode scalar && !scalar.isPlain();
    return quoted ? ((ScalarNode) node).getValue() : text();
  }

  /** A name of letters, digits, '_', '.' and '-', valid in file names. */
  public String name() {
    String text = text();
    if (!text.matches("[A-Za-z0-9_][A-Za-z0-9_.-]*")) {
      throw wrong("'" + text + "' is not a name, expected letters, digits, '_', '.' and '-'");
    }
    return text;
  }

  /**
   * The path of a file or folder.
   *
   * @param folder the folder to which the path is relative
   */
  public Path path(Path folder) {
    try {
      return folder.resolve(text());
    } catch (InvalidPathException e) {
      throw wrong("this is not a path: " + e.getReason());
    }
  }

  /** A whole number from {@code least} to {@code most}. */
  public long whole(long least, long most) {
    String text = text();
    if (text.matches("-?[0-9]{1,18}")) {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw wrong(
        "here is '%s', expected a whole number%s"
            .formatted(text, most == Long.MAX_VALUE ? "" : " from " + least + " to " + most));
  }

  /** True or false. */
  public boolean flag() {
    return switch (text()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong("here is '" + text() + "', expected true or false");
    };
  }

  /** A span of time longer than zero, such as {@code 500ms}. */
  public Duration duration() {
    Duration duration = said(() -> DurationText.parse(text()));
    if (duration.isZero()) {
      throw wrong("here is '" + text() + "', expected longer than zero");
    }
    return duration;
  }

  /**
   * Returns the result of {@code read}; reports an {@link IllegalArgumentException} from it with
   * the place of this value.
   */
  public <T> T said(Supplier<T> read) {
    try {
      return read.get();
    } catch (IllegalArgumentException e) {
      throw new YamlException(place() + ": " + e.getMessage(), e);
    }
  }

  /** An optional field. */
  public static Optional<YamlValue> in(Map<String, YamlValue> fields, String key) {
    return Optional.ofNullable(fields.get(key));
  }
}
