package io.howdah.cli.text;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.howdah.view.ViewDefinition;
import java.util.OptionalLong;

/** A view for programs. */
public final class ViewText {
  private ViewText() {}

  /** What a view is; {@code published} is null where no version is. */
  public static ObjectNode json(ViewDefinition view, OptionalLong published) {
    ObjectNode node =
        JsonNodeFactory.instance
            .objectNode()
            .put("view", view.name())
            .put("task", view.task())
            .put("mode", view.mode().text())
            .put("retain", view.retain());
    view.validFor().ifPresent(limit -> node.put("validForMillis", limit.toMillis()));
    view.expireAfter().ifPresent(limit -> node.put("expireAfterMillis", limit.toMillis()));
    return node.put("published", published.isPresent() ? (Long) published.getAsLong() : null);
  }
}
