package dev.faultline.chaos;

import dev.faultline.chaos.api.ToxicText;
import dev.faultline.chaos.toxic.Toxic;
import java.util.List;
import java.util.Map;

/**
 * A type of toxic, described for people.
 *
 * @param name as the interface spells it
 * @param summary what it does, in a few words
 * @param carriers the protocols of proxies that take it
 * @param attributes in the order in which they are shown
 */
public record ToxicKind(
    String name, String summary, List<Protocol> carriers, List<Attribute> attributes) {
  public ToxicKind {
    carriers = List.copyOf(carriers);
    attributes = List.copyOf(attributes);
  }

  /**
   * One of its attributes.
   *
   * @param name as the interface spells it
   * @param unit of its numbers; empty where they have none
   * @param range what it may be
   * @param otherwise its default; empty if it is required
   * @param meaning in a few words
   */
  public record Attribute(
      String name, String unit, String range, String otherwise, String meaning) {}

  /** All types: Toxiproxy's eight first. */
  public static List<ToxicKind> all() {
    return ToxicText.kinds();
  }

  /**
   * The toxic of a type, from attributes as people write them.
   *
   * @param attributes names and values; lists of numbers have commas, lists of texts name the
   *     attribute several times
   * @throws ProxyException that names the attribute, the value and what was expected
   */
  public static Toxic toxic(String type, List<Map.Entry<String, String>> attributes)
      throws ProxyException {
    return ToxicText.toxic(type, attributes);
  }

  /**
   * The same toxic with other attributes; those that are not named stay.
   *
   * @param attributes as for {@link #toxic}
   * @throws ProxyException that names the attribute, the value and what was expected
   */
  public static Toxic changed(Toxic before, List<Map.Entry<String, String>> attributes)
      throws ProxyException {
    return ToxicText.changed(before, attributes);
  }
}
