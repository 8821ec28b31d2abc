package io.howdah.model;

import java.util.List;

/**
 * The model that another one was made from, and how far it moved from it.
 *
 * @param parent name and version, as {@code digits:1}
 * @param parentSha256 of the parent's file
 * @param passes what was done to it, in order, for people
 * @param drift of its scores
 */
public record Lineage(String parent, String parentSha256, List<String> passes, Drift drift) {
  public Lineage {
    passes = List.copyOf(passes);
  }
}
