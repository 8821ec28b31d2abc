package io.howdah.view;

/** Where a version stands; the names are part of the catalog's format. */
public enum VersionState {
  RUNNING,
  STAGED,
  LOADED,
  PUBLISHED,
  REJECTED,
  FAILED,
  RETIRED,
  ROLLED_BACK
}
