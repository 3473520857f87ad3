#include "platform/db/error.hpp"

namespace intersession::db {

bool is_fatal(Fault fault) {
  return fault == Fault::kIo or fault == Fault::kCorrupt;
}

core::Error to_error(const DatabaseError& error) {
  using core::ErrorCode;
  switch (error.fault()) {
    case Fault::kUnique:
      return {ErrorCode::kConflict, "This already exists.", {}, "unique"};
    case Fault::kForeignKey:
      return {ErrorCode::kConflict,
              "Something this belongs to does not exist, or is still in use.",
              {},
              "foreign-key"};
    case Fault::kCheck:
      return {ErrorCode::kInternal, "The database refused a value (" + error.state() + ").", {}, "check"};
    case Fault::kBusy:
      return {ErrorCode::kUnavailable, "The database is busy. Please try again in a moment.", {}, "busy"};
    case Fault::kSerialization:
      return {ErrorCode::kUnavailable,
              "Others were writing at the same moment. Please try again.",
              {},
              "serialization"};
    case Fault::kLostConnection:
      if (error.state() == kUnknownOutcome) {
        return {ErrorCode::kUnavailable,
                "The database went away while saving. Please look whether it was saved before trying again.",
                {},
                kUnknownOutcome};
      }
      return {ErrorCode::kUnavailable,
              "The database cannot be reached. Please try again in a moment.",
              {},
              "lost-connection"};
    case Fault::kNoSpace:
      return {ErrorCode::kNoSpace, "The disk is full; nothing was saved.", {}, "no-space"};
    case Fault::kIo:
      return {ErrorCode::kStorage, "Reading from or writing to the disk failed.", {}, "io"};
    case Fault::kCorrupt:
      return {ErrorCode::kStorage, "The database file is damaged.", {}, "corrupt"};
    case Fault::kOther:
      break;
  }
  // Wrong SQL or wrong use; the engines name tables and columns here, never values (those of class 22 are
  // kCheck).
  return {ErrorCode::kInternal, std::string("The database refused a statement: ") + error.what(), {}, "sql"};
}

}  // namespace intersession::db
