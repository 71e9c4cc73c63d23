#include "harness/sql/postgres_libpq.h"

#include "harness/base/shared_library.h"

namespace harness {
namespace {

LibpqApi Load() {
  SharedLibrary library("libpq.so.5");
  LibpqApi api;
  library.Find("PQcancel", api.cancel);
  library.Find("PQclear", api.clear);
  library.Find("PQconnectdbParams", api.connectdbParams);
  library.Find("PQconninfoFree", api.conninfoFree);
  library.Find("PQconninfoParse", api.conninfoParse);
  library.Find("PQconsumeInput", api.consumeInput);
  library.Find("PQerrorMessage", api.errorMessage);
  library.Find("PQexecParams", api.execParams);
  library.Find("PQfinish", api.finish);
  library.Find("PQflush", api.flush);
  library.Find("PQfname", api.fname);
  library.Find("PQfreeCancel", api.freeCancel);
  library.Find("PQfreemem", api.freemem);
  library.Find("PQftype", api.ftype);
  library.Find("PQgetCancel", api.getCancel);
  library.Find("PQgetResult", api.getResult);
  library.Find("PQgetisnull", api.getisnull);
  library.Find("PQgetlength", api.getlength);
  library.Find("PQgetvalue", api.getvalue);
  library.Find("PQisBusy", api.isBusy);
  library.Find("PQlibVersion", api.libVersion);
  library.Find("PQnfields", api.nfields);
  library.Find("PQntuples", api.ntuples);
  library.Find("PQresultErrorField", api.resultErrorField);
  library.Find("PQresultErrorMessage", api.resultErrorMessage);
  library.Find("PQresultStatus", api.resultStatus);
  library.Find("PQsendQuery", api.sendQuery);
  library.Find("PQsendQueryParams", api.sendQueryParams);
  library.Find("PQsetNoticeReceiver", api.setNoticeReceiver);
  library.Find("PQsetSingleRowMode", api.setSingleRowMode);
  library.Find("PQsetnonblocking", api.setnonblocking);
  library.Find("PQsocket", api.socket);
  library.Find("PQstatus", api.status);
  library.Find("PQtransactionStatus", api.transactionStatus);
  api.complete = library.complete();
  return api;
}

}  // namespace

const LibpqApi& Libpq() {
  static const LibpqApi kApi = Load();
  return kApi;
}

}  // namespace harness
