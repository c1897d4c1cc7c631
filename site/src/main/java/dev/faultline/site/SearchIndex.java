package dev.faultline.site;

import com.google.gson.Gson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the search looks into: each section of each page, and each type of the API. A script and no
 * JSON file, since a browser reads none of these from a disk.
 */
final class SearchIndex {
  private SearchIndex() {}

  static String script(Iterable<Page> pages, Api api) {
    List<Map<String, String>> entries = new ArrayList<>();
    for (Page page : pages) {
      for (Page.Section section : page.sections()) {
        String address =
            section.anchor().isEmpty() ? page.target() : page.target() + "#" + section.anchor();
        entries.add(
            Map.of(
                "address", address,
                "page", page.title(),
                "heading", section.heading(),
                "text", section.text()));
      }
    }
    for (ApiType type : api.types()) {
      entries.add(
          Map.of(
              "address", Api.FOLDER + "/" + type.address(),
              "page", type.packageName(),
              "heading", type.name(),
              "text", type.text()));
    }
    return "const sections = "
        + new Gson().toJson(entries.stream().map(java.util.TreeMap::new).toList())
        + ";\n";
  }
}
